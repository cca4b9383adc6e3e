//! What `zegel --help` says below its verbs: examples, and where things stand.

/// What stands below the verbs.
pub const EXAMPLES: &str = "\
Examples:
  zegel setup                     the first day: three questions
  zegel                           on a terminal: one screen for all, ? for help
  zegel keygen anna               make a key; its two lines go to the server
  zegel --server http://127.0.0.1:8601 inbox
  zegel read b7f2                 an id may be cut to its first characters
  zegel reply b7f2 --answer question --text 'On which floor was it?'
  zegel note b7f2 --text 'Called the hotel: no.'
  zegel fetch --to /media/desk    for a computer without a network; there:
  zegel --folder /media/desk read b7f2       and reply, and note; then here:
  zegel send --from /media/desk
  zegel export b7f2 --receiver Police --recipient age1... --to b7f2.age
  zegel recipients                compare the fingerprint with paper
  zegel doctor                    is all as it should be?
  zegel lock                      close the key when you leave
  zegel stats 2026-Q2             a quarter in numbers, for the desk
  zegel backup-key | lp           the key on three pages, two suffice
  zegel backup-check FILE --identity backup.key
                                  does the server's backup open, whole?
  zegel verify https://HOST/      what a visitor gets: this release, these keys?
  zegel poster --lang nl --url https://HOST/ --place hotel --out poster.pdf

Environment:
  ZEGEL_SERVER, ZEGEL_FOLDER, ZEGEL_IDENTITY, ZEGEL_PASSPHRASE_FILE
                                  as the options
  LC_ALL, LC_MESSAGES, LANG       nl... for Dutch, all else is English

Files (XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME are followed):
  ~/.config/zegel/config.toml     server, identity, proxy, fingerprint, agent,
                                  agent_idle, agent_limit, passphrase_command
  ~/.config/zegel/identity.txt    the key, made by zegel keygen
  ~/.local/state/zegel/ID.json    pinned keys of a server, and what was seen
  ~/.cache/zegel/ID.sealed        what was fetched, sealed; not with --no-cache

The desk's listener is reached on this computer, where an SSH or WireGuard
tunnel ends, or at an onion address with --proxy socks5h://127.0.0.1:9050.

Exit status:
  0  done
  1  not done; a fact and an advice say why
  2  wrong usage
  3  the server or site cannot be reached: try again later
  4  something is not as it should be: other keys than pinned, a server or a
     site that is not believed. Look before you try again";
