// schema/vectors.json by another hand: every output is computed from its inputs with node:crypto
// (and age-encryption for the reply recipients) and held against the file.
//
//   vectors.mjs FILE           fails at the first difference, says how many vectors it checked
//   vectors.mjs FILE --write   writes the outputs into the file
import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { identityToRecipient } from "age-encryption";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const utf8 = (text) => Buffer.from(text, "utf8");
const hex = (text) => Buffer.from(text, "hex");
const uuid = (text) => hex(text.replaceAll("-", ""));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const hmac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();

/** Multiplication in GF(32) with x^5+x^2+1. */
function multiply(a, b) {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 8; bit >= 5; bit--) if ((product >> bit) & 1) product ^= 0b100101 << (bit - 5);
  return product;
}

const power = (i) => (i === 0 ? 1 : multiply(power(i - 1), 2));
const fits = (symbols) =>
  symbols.reduce((sum, symbol) => sum ^ symbol, 0) === 0 &&
  symbols.reduce((sum, symbol, i) => sum ^ multiply(symbol, power(i)), 0) === 0;

function writeToken(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const data = Array.from({ length: 26 }, (_, i) => parseInt(bits.slice(i * 5, i * 5 + 5), 2));
  for (let check = 0; check < 1024; check++) {
    const symbols = [...data, check >> 5, check & 31];
    if (fits(symbols)) return symbols.map((s) => ALPHABET[s]).join("").match(/..../g).join("-");
  }
}

/** For each symbol the letters of other scripts that look like it, in both cases where both do. */
const LOOKALIKES = {
  0: "OoОоΟο", 1: "IiLlİıІіӀӏΙι", 3: "Зз", A: "АаΑα", B: "ВвΒβ", C: "СсϹϲ", E: "ЕеΕε", H: "НнΗ", J: "Јј", K: "КкΚκ",
  M: "МмΜ", N: "Ν", P: "РрΡρ", Q: "Ԛԛ", S: "Ѕѕ", T: "ТтΤτ", W: "Ԝԝ", X: "ХхΧχ", Y: "УуΥ", Z: "Ζζ",
};
const meant = (letter) => {
  const narrow = /[！-～]/.test(letter) ? letter.normalize("NFKC") : letter;
  const found = Object.entries(LOOKALIKES).find(([, letters]) => letters.includes(narrow));
  return ALPHABET.indexOf(found?.[0] ?? (/[a-z]/.test(narrow) ? narrow.toUpperCase() : narrow));
};

/** The letters of what was typed in lists: a list goes on until something else stands there. */
function lists(typed) {
  const visible = [...typed].filter((letter) => !/\p{Default_Ignorable_Code_Point}/u.test(letter));
  const isLetter = (letter) => /\p{Alphabetic}|\p{Number}/u.test(letter);
  const found = [];
  visible.forEach((letter, i) => {
    if (!isLetter(letter)) return;
    if (i === 0 || !isLetter(visible[i - 1])) found.push([]);
    found.at(-1).push(letter);
  });
  const all = found.flat();
  const seven = [0, 1, 2, 3, 4, 5, 6];
  const numbers = (list) => list.length === 7 && seven.every((i) => list[i].length === 1 && meant(list[i][0]) === i + 1);
  if (all.length === 28) return found;
  if (found.length === 14 && numbers(seven.map((i) => found[2 * i]))) return seven.map((i) => found[2 * i + 1]);
  if (all.length === 35 && numbers(seven.map((i) => [all[5 * i]]))) return seven.map((i) => all.slice(5 * i + 1, 5 * i + 5));
  return found;
}

/** What the form accepts: null, or what is wrong; and what it shows of it. */
function readTyped(typed) {
  const refused = refusal(lists(typed).flat());
  if (refused === null) return { refused, groups: null, doubtful: null };
  const found = lists(typed);
  const all = found.flat();
  const apart = all.length !== 28 && found.length === 7;
  const fours = Array.from({ length: Math.ceil(all.length / 4) }, (_, i) => all.slice(4 * i, 4 * i + 4));
  const groups = (apart ? found : fours).map((list) => list.map((l) => ALPHABET[meant(l)] ?? l.toUpperCase()).join(""));
  const odd = apart ? found.findIndex((list) => list.length !== 4) : -1;
  return { refused, groups, doubtful: refused.group ?? (odd < 0 ? null : odd + 1) };
}

function refusal(symbols) {
  if (symbols.length !== 28) return { error: "length", count: symbols.length };
  const read = symbols.map(meant);
  const foreign = read.indexOf(-1);
  const group = (place) => ({ error: "group", group: Math.floor(place / 4) + 1 });
  if (foreign >= 0) return group(foreign);
  if (fits(read)) return null;
  for (let place = 0; place < 28; place++)
    for (let other = 0; other < 32; other++)
      if (fits(read.with(place, other))) return group(place);
  return { error: "somewhere" };
}

/** Bech32 (BIP 173) without its bound on the length, in capitals. */
function bech32(prefix, bytes) {
  const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const data = bits.match(/.{1,5}/g).map((five) => parseInt(five.padEnd(5, "0"), 2));
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  const expanded = [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31)];
  let sum = 1;
  for (const value of [...expanded, ...data, 0, 0, 0, 0, 0, 0]) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((g, i) => (sum ^= (top >> i) & 1 ? g : 0));
  }
  const check = [5, 4, 3, 2, 1, 0].map((i) => ((sum ^ 1) >> (5 * i)) & 31);
  return `${prefix}1${[...data, ...check].map((value) => charset[value]).join("")}`.toUpperCase();
}

/** Compact JSON with the keys in order. */
const canonical = (answers) => JSON.stringify(Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1))));

function ed25519(seed) {
  const secret = createPrivateKey({ key: Buffer.concat([hex("302e020100300506032b657004220420"), seed]), format: "der", type: "pkcs8" });
  const key = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
  return { key, sign: (bytes) => sign(null, bytes, secret).toString("base64") };
}

const outputs = {
  async tokens({ token_bytes_hex, instance }) {
    const salt = Buffer.concat([utf8("zegel/token/v1/"), uuid(instance)]);
    const expand = (label) => Buffer.from(hkdfSync("sha256", hex(token_bytes_hex), salt, utf8(label), 32));
    const reply_secret = bech32("age-secret-key-pq-", expand("reply"));
    return {
      token: writeToken(hex(token_bytes_hex)),
      mailbox_key_base64url: expand("mailbox").toString("base64url"),
      mailbox_digest_hex: sha256(expand("mailbox")).toString("hex"),
      reply_seed_hex: expand("reply").toString("hex"),
      reply_secret,
      reply_recipient: await identityToRecipient(reply_secret),
      author_key_base64url: expand("author").toString("base64url"),
      entry_key_hex: expand("entry").toString("hex"),
      withdrawal_secret_base64url: expand("withdraw").toString("base64url"),
      withdrawal_digest_base64url: sha256(expand("withdraw")).toString("base64url"),
    };
  },
  typed_tokens: ({ typed }) => readTyped(typed),
  entry_ids({ entry_key_hex, form_hex, kind, answers }) {
    const text = canonical(answers);
    const id = hmac(hex(entry_key_hex), hex(form_hex), utf8(kind), Buffer.of(0), utf8(text)).subarray(0, 16);
    id[6] = (id[6] & 0x0f) | 0x80;
    id[8] = (id[8] & 0x3f) | 0x80;
    const entry_id = id.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
    return { answers_canonical: text, entry_id };
  },
  proofs({ author_key_base64url, entry_id, after, previous, day, language, reply_to, withdrawal_digest_base64url, answers }) {
    const first = previous === undefined ? ["zegel/message/v1", entry_id, after] : ["zegel/message/v2", entry_id, after, previous];
    const lines = [...first, day, language, reply_to, withdrawal_digest_base64url];
    const text = lines.map((line) => `${line}\n`).join("") + canonical(answers);
    return { proof_base64url: hmac(Buffer.from(author_key_base64url, "base64url"), utf8(text)).toString("base64url") };
  },
  fingerprints({ recipients }) {
    const text = "zegel/recipients/v1\n" + [...recipients].sort().map((line) => line + "\n").join("");
    return { fingerprint: sha256(utf8(text)).toString("hex").slice(0, 40).match(/..../g).join(" ") };
  },
  signed_requests({ signing_seed_hex, instance, nonce, counter, method, path, body_utf8 }) {
    const { key, sign } = ed25519(hex(signing_seed_hex));
    const bytes = `zegel/desk/v1\n${instance}\n${nonce}\n${counter}\n${method}\n${path}\n${sha256(utf8(body_utf8)).toString("hex")}\n`;
    return { public_key_base64: key, signed_utf8: bytes, signature_base64: sign(utf8(bytes)) };
  },
  signed_notes({ signing_seed_hex, instance, thread_id, entry_id, note_utf8 }) {
    const { key, sign } = ed25519(hex(signing_seed_hex));
    const bytes = `zegel/note/v1\n${instance}\n${thread_id}\n${entry_id}\n${note_utf8}`;
    return { public_key_base64: key, signed_utf8: bytes, signature_base64: sign(utf8(bytes)) };
  },
};

const [file, write] = process.argv.slice(2);
const all = JSON.parse(readFileSync(file, "utf8"));
let checked = 0;
for (const [name, compute] of Object.entries(outputs)) {
  for (const [place, vector] of all[name].vectors.entries()) {
    const computed = await compute(vector);
    for (const [field, value] of Object.entries(computed)) {
      if (write) vector[field] = value;
      else if (!isDeepStrictEqual(vector[field], value)) throw new Error(`${name} ${place}: ${field}`);
    }
    checked++;
  }
}
if (write) writeFileSync(file, JSON.stringify(all, null, 2) + "\n");
console.log(checked);
