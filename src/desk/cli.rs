//! The command line: the program's verbs and what each is given.

use clap::{Parser, Subcommand};

use crate::config::Options;
use crate::export;
use crate::export::receivers;
use crate::help;
use crate::keys::{backup, holder, keygen, restore};
use crate::site::{poster, verify};
use crate::verb::cli_docs::{Completions, Man};
use crate::verb::{
    assign, attest, backup_check, delete, doctor, fetch, guide, inbox, keep, label, links, lock, note, open,
    outcome, read, reapply, recipients, reply, reseal, search, send, settle, setup, stats, status, watch,
};

/// Read and answer the sealed reports of an anonymous tip service.
#[derive(Parser)]
#[command(name = "zegel", version, after_help = help::EXAMPLES, max_term_width = 80)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a key, and print the public lines that the server needs
    #[command(after_long_help = keygen::MORE)]
    Keygen(keygen::Keygen),
    /// Set this computer up, or go on with that
    Setup(setup::Setup),
    /// Read the guide: how a day goes, and what never to do
    Guide(guide::Guide),
    /// Look whether this computer, the key and the server are as they should be
    Doctor(doctor::Doctor),
    /// Close your key: the next verb asks for the passphrase
    #[command(after_long_help = lock::MORE)]
    Lock(lock::Lock),
    /// Hold an opened key, as the verb that opened it asks
    #[command(hide = true)]
    Agent(holder::Holder),
    /// Print your key as parts for several people, some of whom can give it back
    ///
    /// Pages for a printer, never for a screen or a disk: zegel backup-key | lp
    BackupKey(backup::BackupKey),
    /// Join parts of a key from their pages
    RestoreKey(restore::RestoreKey),
    /// Prove that a backup of the server opens, whole and unchanged
    ///
    /// On the computer with the key for backups, which --identity names. It opens
    /// everything, and holds it against the note that was written with it. Nothing
    /// is written. Where zegeld is too, this proves that it can be restored:
    ///
    ///   zegel backup-check FILE --identity backup.key --open | zegeld restore --try -
    ///
    /// The same restores it with this behind the line:
    ///
    ///   ssh SERVER zegeld restore -
    #[command(verbatim_doc_comment)]
    BackupCheck(backup_check::BackupCheck),
    /// Print what lets a shell complete the verbs
    Completions(Completions),
    /// Print the manual page
    Man(Man),
    /// List the reports, what there is to do first
    Inbox(inbox::Inbox),
    /// Open a report and all that was written about it
    Read(read::Read),
    /// Answer a reporter
    Reply(reply::Reply),
    /// Keep a note for colleagues with a report
    Note(note::Note),
    /// Say where a case stands
    Status(status::Status),
    /// Give a case to a colleague
    Assign(assign::Assign),
    /// Give a case to a colleague, with words for them
    Handover(assign::Handover),
    /// Sort a case under words of your team
    Label(label::Label),
    /// Put a case first by hand
    Urgent(label::Urgent),
    /// Keep a report longer, or the copies of a withdrawn one, with a reason
    ///
    /// A report is erased when nobody has written for as long as the server keeps it. This starts
    /// that time anew; the reason is a sealed note. Copies of a withdrawn report are kept for danger
    /// to life or a child only; they and the reason stay sealed, on this computer.
    Keep(keep::Keep),
    /// Go on with a document that is not the one somebody read first
    ///
    /// Such a case takes no reply and is neither handed on nor deleted until a person has decided.
    /// Ask the colleague who read it first. The decision holds on this computer only.
    Settle(settle::Settle),
    /// Sign that notes of former colleagues are theirs
    ///
    /// After somebody left, what they wrote counts only where it was seen before, or once a present
    /// colleague attests to it. Shows those notes first. It lets nobody in, and confirms no export.
    Attest(attest::Attest),
    /// Tell a server that was put back from a backup what is gone since
    ///
    /// What was withdrawn, with its proof, and what was deleted on this computer. Shows the list
    /// first: the server erases what is told.
    Reapply(reapply::Reapply),
    /// Seal everything for the present recipients, after one came or left
    ///
    /// Needs the keys to be accepted first, and a key that still opens what is there. It can be
    /// broken off and run again; a colleague can go on with it.
    Reseal(reseal::Reseal),
    /// Hand a report on to the police or to those who help, or check what was handed on
    ///
    /// What goes is a text of yours: what, where, when, who, and what must be avoided. It is asked
    /// for, or read from standard input with those names before a colon. The reporter's own words
    /// go with --with-own-words only, and never who the reporter is to the case, the day, the
    /// language, or where an answer goes. Either --to, for one sealed file, or --open, for a folder.
    ///
    /// What only one person could know goes after a second caseworker ran zegel export ID --confirm;
    /// then: zegel export ID --as-confirmed
    Export(Box<export::Export>),
    /// List to whom you hand reports on
    ///
    /// The list is the file receivers.toml beside your settings. It names each receiver, what it is
    /// (police, help, child-protection or inspectorate), its key if it has one, and what it may get.
    Receivers(receivers::List),
    /// Write down what came of what was handed on, as its receiver told it
    Outcome(outcome::Outcome),
    /// Delete a report from the server, for everyone
    Delete(delete::Delete),
    /// Fetch all that is sealed into a folder, and open nothing
    Fetch(fetch::Fetch),
    /// Send what was written in a folder to the server
    Send(send::Send),
    /// Find words in all that was written
    ///
    /// In answers, messages, replies, notes and labels, whatever the capitals and accents. All of
    /// the words must occur in a report. Nothing of it is written to a disk.
    Search(search::Search),
    /// Show which reports share a number, plate, address, name or words
    ///
    /// It proposes what to look at together, and proves nothing. What is compared stays in memory.
    Links(links::Links),
    /// Count reports by month, place, age, language, wish, status and what was done
    #[command(after_long_help = stats::MORE)]
    Stats(stats::Stats),
    /// Stay, and tell when there is something new
    ///
    /// It looks at lists only: nothing is opened, and a command that it runs is given no word and
    /// no id. At the hour of --digest it tells what came since the last one, even if that is
    /// nothing, so that silence means something. A computer that slept catches up when it wakes.
    ///
    /// When the server is away it says so once, and goes on trying. That this program itself has
    /// stopped, another must notice. With --heartbeat FILE, this prints the name of a file that is
    /// too old: find FILE -mmin +30
    ///
    /// With --install your computer does this by itself, now and whenever you log in, with notices on
    /// the desktop. A notice says only that there is something new. If your key asks for a passphrase,
    /// it says what to do.
    Watch(watch::Watch),
    /// Open a sealed file, or a folder of zegel fetch, without a server
    Open(open::Open),
    /// Show for whom reports are sealed, or accept a new set
    Recipients(recipients::Recipients),
    /// Compare what a visitor of the public site gets with this release
    ///
    /// Compared are the policy for the browser, the style, the script and its file, all other
    /// markup that could act, the number of the installation, and the keys for which reports are
    /// sealed: with those pinned on this computer, or with --fingerprint. Neither --server nor --identity is needed, and nothing is
    /// pinned. --proxy is used for any host but this computer.
    ///
    /// It sees what one visitor gets at that moment. That is no proof: a server can give another
    /// page to somebody else, or later. Run it from different networks, and through Tor too. It
    /// does not compare the words, links and telephone numbers of the page: read those yourself.
    Verify(verify::Verify),
    /// Make a poster and cards that lead to the public site
    ///
    /// A page to open in a browser and print, on two sheets of A4: a poster, and the same as a card of
    /// A6, four times, to cut apart. It holds the address and its code, the telephone numbers, the
    /// fingerprint of the keys and the day on which they were compared, which is today.
    ///
    /// The site is visited first, as zegel verify does. What verify refuses is not printed, nor is
    /// a practice page, nor an address that only this computer reaches.
    Poster(poster::Poster),
}
