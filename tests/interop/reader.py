"""The protocol by another hand: written from schema/protocol.md and published libraries, and from no code of Zegel.

  reader.py vectors FILE       computes every vector of schema/vectors.json again, says how many there are
  reader.py keygen KIND        a secret and its recipient, a line each; KIND is hybrid or x25519
  reader.py seal RECIPIENT...  pads and seals the document on standard input
  reader.py open SECRET        opens the age file on standard input; its text with its padding
  reader.py report             makes a report; what it is made of and what becomes of it are JSON
"""

import hashlib, hmac, itertools, json, secrets, sys, uuid
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode

import bech32, regex
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

def sha256(data):
    return hashlib.sha256(data).digest()

def hkdf(secret, salt, label):
    return HKDF(hashes.SHA256(), 32, salt, label.encode()).derive(secret)

def base64url(data):
    return urlsafe_b64encode(data).decode().rstrip("=")

def lines(*texts):
    return "".join(f"{text}\n" for text in texts).encode()

def parts(text, size):
    return [text[at : at + size] for at in range(0, len(text), size)]

# The token (1)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = "0OoОоΟο 1IiLlİıІіӀӏΙι 3Зз AАаΑα BВвΒβ CСсϹϲ EЕеΕε HНнΗ JЈј KКкΚκ MМмΜ NΝ PРрΡρ QԚԛ SЅѕ TТтΤτ WԜԝ XХхΧχ YУуΥ ZΖζ"
MEANT = {c: symbol for symbol in ALPHABET for c in symbol + symbol.lower()}
MEANT |= {c: alike[0] for alike in ALIKE.split() for c in alike}
ASCII_OF_FULL_WIDTH = {c + 0xFEE0: c for c in range(ord("!"), ord("~") + 1)}

def power(value, exponent):
    """A value of GF(32) times α to this power."""
    for _ in range(exponent):
        value = value << 1 ^ (0b100101 if value & 16 else 0)
    return value

def sums(symbols):
    """The sum of all, and of each times α to the power of its place: both zero in a token."""
    plain = weighted = 0
    for place, symbol in enumerate(symbols):
        plain ^= ALPHABET.index(symbol)
        weighted ^= power(ALPHABET.index(symbol), place)
    return plain, weighted

def token_text(secret):
    bits = int.from_bytes(secret, "big") >> 6
    symbols = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(26)))
    codes = (symbols + first + second for first, second in itertools.product(ALPHABET, repeat=2))
    return "-".join(parts(next(code for code in codes if sums(code) == (0, 0)), 4))

def token_bytes(text):
    symbols = enumerate(reversed(text.replace("-", "")[:26]))
    bits = sum(ALPHABET.index(symbol) << 5 * place for place, symbol in symbols)
    return (bits << 6).to_bytes(17, "big")

def typed_groups(typed):
    """What was typed apart, without what nobody sees and without the groups' numbers."""
    visible = regex.sub(r"\p{Default_Ignorable_Code_Point}", "", typed.translate(ASCII_OF_FULL_WIDTH))
    groups = regex.findall(r"[\p{Alphabetic}\p{Number}]+", visible)
    text = "".join(groups)
    is_numbered = lambda letters: [MEANT.get(letter) for letter in letters] == list("1234567")
    if len(text) != 28 and len(groups) == 14 and is_numbered(groups[::2]):
        return groups[1::2]
    if len(text) == 35 and is_numbered(text[::5]):
        return [five[1:] for five in parts(text, 5)]
    return groups

def wrong_group(text):
    """The group, from 1, of the first foreign letter, or of the one symbol whose change would make it right."""
    wrong = [place for place, letter in enumerate(text) if letter not in MEANT]
    if not wrong:
        plain, weighted = sums(MEANT[letter] for letter in text)
        wrong = [place for place in range(28) if plain and power(plain, place) == weighted]
    return wrong[0] // 4 + 1 if wrong else None

def read_token(typed):
    """The token, or what is refused, with the groups to be looked over and the one to look at first."""
    groups = typed_groups(typed)
    text = "".join(groups)
    is_apart = len(text) != 28 and len(groups) == 7
    fours = groups if is_apart else parts(text, 4)
    shown = ["".join(MEANT.get(c) or c.upper() for c in four) for four in fours]
    if len(text) != 28:
        short = [number for number, group in enumerate(groups, 1) if len(group) != 4 and is_apart]
        return None, {"error": "length", "count": len(text)}, shown, short[0] if short else None
    if all(c in MEANT for c in text) and sums("".join(shown)) == (0, 0):
        return "-".join(shown), None, None, None
    group = wrong_group(text)
    return None, {"error": "group", "group": group} if group else {"error": "somewhere"}, shown, group

# What follows from it (2), ids (3) and documents (4)

def derive(secret, instance):
    salt = b"zegel/token/v1/" + uuid.UUID(instance).bytes
    return [hkdf(secret, salt, label) for label in ("mailbox", "reply", "author", "entry", "withdraw")]

def compact(fields):
    return json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":"))

def canonical(answers):
    return compact(sorted(answers.items()))

def entry_id(key, form, kind, answers):
    mac = hmac.digest(key, form + kind.encode() + b"\0" + canonical(answers).encode(), "sha256")
    number = int.from_bytes(mac[:16], "big") & ~(0xF << 76 | 0x3 << 62)
    return str(uuid.UUID(int=number | 8 << 76 | 2 << 62))

def padded(document):
    return document.ljust(next(kib * 1024 for kib in (8, 16, 32, 64, 96) if len(document) <= kib * 1024))

def report(token, instance, form, recipients, **written):
    """A report, sealed, and what the server and a desk know it by."""
    mailbox, reply, author, entry, withdrawal = derive(token_bytes(token), instance)
    written |= {"author_key": base64url(author), "withdrawal": base64url(sha256(withdrawal)), "marks": []}
    written |= {"reply_to": key_pair(Hybrid, reply)[1], "sealed_for": fingerprints(recipients)["fingerprint"]}
    text = padded(compact([("zegel", 1), ("kind", "report"), *sorted(written.items())]).encode())
    entry = entry_id(entry, bytes.fromhex(form), "report", written["answers"])
    sealed = b64encode(seal(text, recipients)).decode()
    return {"mailbox": sha256(mailbox).hex(), "entry": entry, "digest": sha256(text).hex(), "sealed": sealed}

# age files (5), as age-encryption.org/v1 and RFC 9180 say

VERSION = b"age-encryption.org/v1"
CHUNK, TAG = 64 * 1024, 16
X_WING = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
HYBRID_INFO = b"age-encryption.org/mlkem768x25519"

class X25519:
    stanza, prefix, secret_prefix = b"X25519", "age", "age-secret-key-"

    def __init__(self, secret):
        self.key = x25519.X25519PrivateKey.from_private_bytes(secret)
        self.public = self.key.public_key().public_bytes_raw()

    def cipher(self, other, share, recipient):
        shared = self.key.exchange(x25519.X25519PublicKey.from_public_bytes(other))
        return ChaCha20Poly1305(hkdf(shared, share + recipient, "age-encryption.org/v1/X25519"))

    def unwrap(self, share, body):
        return self.cipher(share, share, self.public).decrypt(bytes(12), body, None)

    @classmethod
    def wrap(cls, recipient, file_key):
        once = cls(secrets.token_bytes(32))
        return once.public, once.cipher(recipient, once.public, recipient).encrypt(bytes(12), file_key, None)

class Hybrid:
    stanza, prefix, secret_prefix = b"mlkem768x25519", "age1pq", "age-secret-key-pq-"

    def __init__(self, seed):
        expanded = hashlib.shake_256(seed).digest(96)
        post_quantum = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        classical = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
        self.key = hpke.MLKEM768X25519PrivateKey(post_quantum, classical)
        self.public = b"".join(key.public_key().public_bytes_raw() for key in (post_quantum, classical))

    def unwrap(self, share, body):
        return X_WING.decrypt(share + body, self.key, HYBRID_INFO)

    @classmethod
    def wrap(cls, recipient, file_key):
        post_quantum = mlkem.MLKEM768PublicKey.from_public_bytes(recipient[:1184])
        classical = x25519.X25519PublicKey.from_public_bytes(recipient[1184:])
        sealed = X_WING.encrypt(file_key, hpke.MLKEM768X25519PublicKey(post_quantum, classical), HYBRID_INFO)
        return sealed[:1120], sealed[1120:]

def key_pair(kind, secret):
    write = lambda prefix, data: bech32.bech32_encode(prefix, bech32.convertbits(data, 8, 5))
    return write(kind.secret_prefix, secret).upper(), write(kind.prefix, kind(secret).public)

def key_of(text):
    """The kind of a recipient or secret, and its bytes."""
    prefix, values = bech32.bech32_decode(text)
    kind = next(kind for kind in (X25519, Hybrid) if prefix in (kind.prefix, kind.secret_prefix))
    return kind, bytes(bech32.convertbits(values, 5, 8, False))

def base64(data):
    return b64encode(data).rstrip(b"=")

def from_base64(text):
    return b64decode(text + b"=" * (-len(text) % 4), validate=True)

def header_mac(file_key, header):
    return base64(hmac.digest(hkdf(file_key, b"", "header"), header, "sha256"))

def payload(act, file_key, nonce, chunks):
    """Seals or opens chunks, each under its number and whether it is the last."""
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, "payload"))
    number = lambda place: place.to_bytes(11, "big") + bytes([place == len(chunks) - 1])
    return b"".join(act(cipher, number(place), chunk, None) for place, chunk in enumerate(chunks))

def seal(document, recipients):
    """A stanza for each recipient of a set, and one of grease."""
    kinds, keys = zip(*map(key_of, recipients))
    assert len(set(kinds)) == 1 and len(keys) <= 16, "this is no set"
    file_key, nonce = secrets.token_bytes(16), secrets.token_bytes(16)
    stanzas = [(kinds[0].stanza, *kinds[0].wrap(key, file_key)) for key in keys]
    stanzas.append((b"reader-grease", secrets.token_bytes(8), secrets.token_bytes(32)))
    written = [b"-> %s %s\n%s" % (kind, base64(argument), base64(body)) for kind, argument, body in stanzas]
    header = b"\n".join([VERSION, *written, b"---"])
    sealed = payload(ChaCha20Poly1305.encrypt, file_key, nonce, parts(padded(document), CHUNK))
    return b"%s %s\n%s%s" % (header, header_mac(file_key, header), nonce, sealed)

def open_sealed(sealed, secret):
    kind, key = key_of(secret)
    header, rest = sealed.split(b"\n--- ", 1)
    mac, rest = rest.split(b"\n", 1)
    version, *stanzas = header.split(b"\n-> ")
    assert version == VERSION
    for argument, body in (stanza.split()[1:] for stanza in stanzas if stanza.startswith(kind.stanza + b" ")):
        try:
            file_key = kind(key).unwrap(from_base64(argument), from_base64(body))
        except InvalidTag:
            continue
        assert hmac.compare_digest(mac, header_mac(file_key, header + b"\n---")), "the header was changed"
        return payload(ChaCha20Poly1305.decrypt, file_key, rest[:16], parts(rest[16:], CHUNK + TAG) or [b""])
    sys.exit("sealed for another key")

# Signatures (7, 8), and what follows from the inputs of each vector

def signed(seed, text):
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    public, signature = (b64encode(data).decode() for data in (key.public_key().public_bytes_raw(), key.sign(text)))
    return {"public_key_base64": public, "signed_utf8": text.decode(), "signature_base64": signature}

def tokens(token_bytes_hex, instance, token, **_):
    secret = token_bytes(token)
    assert secret.hex() == token_bytes_hex
    mailbox, reply, author, entry, withdrawal = derive(secret, instance)
    reply_secret, reply_recipient = key_pair(Hybrid, reply)
    return {
        "token": token_text(secret), "reply_seed_hex": reply.hex(), "entry_key_hex": entry.hex(),
        "mailbox_key_base64url": base64url(mailbox), "mailbox_digest_hex": sha256(mailbox).hex(),
        "reply_secret": reply_secret, "reply_recipient": reply_recipient,
        "author_key_base64url": base64url(author), "withdrawal_secret_base64url": base64url(withdrawal),
        "withdrawal_digest_base64url": base64url(sha256(withdrawal)),
    }

def typed_tokens(typed, token, **_):
    read, refused, groups, doubtful = read_token(typed)
    assert read in (None, token)
    return {"refused": refused, "groups": groups, "doubtful": doubtful}

def entry_ids(token_bytes_hex, instance, form_hex, kind, answers, **_):
    key = derive(bytes.fromhex(token_bytes_hex), instance)[3]
    computed = entry_id(key, bytes.fromhex(form_hex), kind, answers)
    return {"entry_key_hex": key.hex(), "answers_canonical": canonical(answers), "entry_id": computed}

def proofs(author_key_base64url, answers, **message):
    version = "zegel/message/v2" if "previous" in message else "zegel/message/v1"
    names = ("entry_id", "after", "previous", "day", "language", "reply_to", "withdrawal_digest_base64url")
    proved = lines(version, *(message[name] for name in names if name in message)) + canonical(answers).encode()
    return {"proof_base64url": base64url(hmac.digest(urlsafe_b64decode(author_key_base64url + "="), proved, "sha256"))}

def fingerprints(recipients, **_):
    digest = sha256(lines("zegel/recipients/v1", *sorted(recipients)))
    return {"fingerprint": " ".join(parts(digest[:20].hex(), 4))}

def signed_requests(signing_seed_hex, instance, nonce, counter, method, path, body_utf8, **_):
    body = sha256(body_utf8.encode()).hex()
    return signed(signing_seed_hex, lines("zegel/desk/v1", instance, nonce, counter, method, path, body))

def signed_notes(signing_seed_hex, instance, thread_id, entry_id, note_utf8, **_):
    return signed(signing_seed_hex, lines("zegel/note/v1", instance, thread_id, entry_id) + note_utf8.encode())

def check(file):
    """Computes each vector's outputs from its inputs; how many vectors there are."""
    count = 0
    for compute in (tokens, typed_tokens, entry_ids, proofs, fingerprints, signed_requests, signed_notes):
        group = file[compute.__name__]
        for count, vector in enumerate(group["vectors"], count + 1):
            stated = group | vector
            assert stated | compute(**stated) == stated, f"{compute.__name__}: {stated}"
    return lines(count)

def main(command, argument=None, *more):
    read, kinds = sys.stdin.buffer.read, {"hybrid": Hybrid, "x25519": X25519}
    commands = {
        "vectors": lambda: check(json.load(open(argument, encoding="utf-8"))),
        "keygen": lambda: lines(*key_pair(kinds[argument], secrets.token_bytes(32))),
        "seal": lambda: seal(read(), [argument, *more]),
        "open": lambda: open_sealed(read(), argument),
        "report": lambda: json.dumps(report(**json.loads(read()))).encode(),
    }
    sys.stdout.buffer.write(commands[command]())

main(*sys.argv[1:])
