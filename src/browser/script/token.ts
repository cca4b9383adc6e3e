// The reporter's token and all that follows from it, as src/core/token.rs has it; schema/vectors.json
// holds both to the same answers.
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { bytesOfText, bytesOfUuid, concat, sha256 } from "./bytes.ts";

/** Crockford's base32: no I, L, O and U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS = 28;
const GROUP = 4;
const GROUPS = 7;
/** Symbols without the two of the check. */
const DATA = 26;

/** 130 bits, left-aligned in 17 bytes. */
export type Token = Uint8Array<ArrayBuffer>;

/** Why what was typed is no token: so many symbols, or the group (from 1) to look at, or neither. */
export interface Mistyped {
  count?: number;
  group?: number;
}

export interface Keys {
  /** The reporter's credential. */
  mailbox: Uint8Array<ArrayBuffer>;
  /** Opens replies: an age hybrid identity. */
  identity: string;
  /** Where replies are sealed to. */
  replyTo: string;
  author: Uint8Array<ArrayBuffer>;
  entry: Uint8Array<ArrayBuffer>;
  /** What withdrawing reveals. */
  withdrawal: Uint8Array<ArrayBuffer>;
  /** Its SHA-256, which documents carry. */
  withdrawalDigest: Uint8Array<ArrayBuffer>;
}

export function randomToken(): Token {
  const token = crypto.getRandomValues(new Uint8Array(17));
  token[16]! &= 0b1100_0000;
  return token;
}

/** Powers of alpha = 2 in GF(32) with x^5+x^2+1; alpha has order 31. */
const POWERS: number[] = [1];
for (let i = 1; i < 31; i += 1) {
  const doubled = POWERS[i - 1]! << 1;
  POWERS.push(doubled < 32 ? doubled : doubled ^ 0b10_0101);
}
const log = (value: number): number => POWERS.indexOf(value);
const power = (exponent: number): number => POWERS[exponent % 31]!;
const multiply = (a: number, b: number): number => (a && b ? power(log(a) + log(b)) : 0);
const divide = (a: number, b: number): number => (a && b ? power(log(a) + 31 - log(b)) : 0);

/** The two sums that are zero for a token. */
function sums(symbols: number[]): [number, number] {
  const plain = symbols.reduce((sum, symbol) => sum ^ symbol, 0);
  const weighted = symbols.reduce((sum, symbol, i) => sum ^ multiply(symbol, power(i)), 0);
  return [plain, weighted];
}

function fiveBits(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 5; i += 1) value = (value << 1) | ((bytes[i >> 3]! >> (7 - (i & 7))) & 1);
  return value;
}

/** The seven groups of four symbols. */
export function groups(token: Token): string[] {
  const symbols = Array.from({ length: DATA }, (_, i) => fiveBits(token, i * 5));
  const [plain, weighted] = sums(symbols);
  const last = divide(weighted ^ multiply(plain, power(DATA)), power(DATA) ^ power(DATA + 1));
  return inGroups([...symbols, plain ^ last, last]).map((group) => group.map((symbol) => ALPHABET[symbol]!).join(""));
}

const inGroups = <T>(symbols: T[], size = GROUP): T[][] =>
  Array.from({ length: Math.ceil(symbols.length / size) }, (_, i) => symbols.slice(i * size, (i + 1) * size));

/** What nobody sees. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** All else that is no letter and no digit separates. */
const RUN = /[\p{Alphabetic}\p{N}]+/gu;
/** What is read as the first of each line, as src/core/token/typed.rs has it. */
const TWINS = [
  "0Oo\u041e\u043e\u039f\u03bf",
  "1IiLl\u0130\u0131\u0406\u0456\u04c0\u04cf\u0399\u03b9",
  "3\u0417\u0437",
  "A\u0410\u0430\u0391\u03b1",
  "B\u0412\u0432\u0392\u03b2",
  "C\u0421\u0441\u03f9\u03f2",
  "E\u0415\u0435\u0395\u03b5",
  "H\u041d\u043d\u0397",
  "J\u0408\u0458",
  "K\u041a\u043a\u039a\u03ba",
  "M\u041c\u043c\u039c",
  "N\u039d",
  "P\u0420\u0440\u03a1\u03c1",
  "Q\u051a\u051b",
  "S\u0405\u0455",
  "T\u0422\u0442\u03a4\u03c4",
  "W\u051c\u051d",
  "X\u0425\u0445\u03a7\u03c7",
  "Y\u0423\u0443\u03a5",
  "Z\u0396\u03b6",
];

function valueOf(typed: string): number {
  const narrow = typed.replace(/[\uff01-\uff5e]/, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  const twins = TWINS.find((twins) => twins.includes(narrow));
  return ALPHABET.indexOf(twins ? twins[0]! : narrow.replace(/[a-z]/, (c) => c.toUpperCase()));
}

/** The characters of a typed code between which nothing but invisible ones stood. */
const runsOf = (typed: string): string[][] =>
  withoutNumbers((typed.replace(INVISIBLE, "").match(RUN) ?? []).map((run) => [...run]));

/** Drops the numbers 1 to 7, if each group has its own before it. */
function withoutNumbers(runs: string[][]): string[][] {
  const all = runs.flat();
  const isNumber = (character: string, i: number) => valueOf(character) === i + 1;
  if (all.length === SYMBOLS) return runs;
  const before = runs.filter((_, i) => i % 2 === 0);
  if (runs.length === 2 * GROUPS && before.every((run, i) => run.length === 1 && isNumber(run[0]!, i)))
    return runs.filter((_, i) => i % 2 === 1);
  const numbered = inGroups(all, GROUP + 1);
  if (all.length === SYMBOLS + GROUPS && numbered.every((run, i) => isNumber(run[0]!, i))) return numbered.map((run) => run.slice(1));
  return runs;
}

/** Characters as our page writes the symbols they mean, others in capitals. */
const written = (run: string[]): string => run.map((c) => ALPHABET[valueOf(c)] ?? c.toUpperCase()).join("");

/** What was typed, to be looked over: its groups, and the one (from 1) to look at first. */
export function lookOver(typed: string, { count, group }: Mistyped): { groups: string[]; doubtful: number | undefined } {
  const runs = runsOf(typed);
  const isApart = runs.flat().length !== SYMBOLS && runs.length === GROUPS;
  const groups = (isApart ? runs : inGroups(runs.flat())).map(written);
  const odd = runs.findIndex((run) => run.length !== GROUP) + 1;
  return { groups, doubtful: count !== undefined && isApart ? odd : group };
}

/** Reads what a person typed or pasted. */
export function parse(typed: string): Token | Mistyped {
  const all = runsOf(typed).flat();
  if (all.length !== SYMBOLS) return { count: all.length };
  const symbols = all.map(valueOf);
  const foreign = symbols.indexOf(-1);
  if (foreign >= 0) return { group: Math.floor(foreign / GROUP) + 1 };
  const [plain, weighted] = sums(symbols);
  if (plain === 0 && weighted === 0) return pack(symbols.slice(0, DATA));
  const place = plain && weighted ? log(divide(weighted, plain)) : SYMBOLS;
  return place < SYMBOLS ? { group: Math.floor(place / GROUP) + 1 } : {};
}

function pack(symbols: number[]): Token {
  const token = new Uint8Array(17);
  symbols.forEach((symbol, i) => {
    for (let bit = 0; bit < 5; bit += 1) {
      const at = i * 5 + bit;
      token[at >> 3]! |= ((symbol >> (4 - bit)) & 1) << (7 - (at & 7));
    }
  });
  return token;
}

/** HKDF-SHA256 (RFC 5869) with the installation in the salt. */
export async function keysOf(token: Token, instance: string): Promise<Keys> {
  const secret = await crypto.subtle.importKey("raw", token, "HKDF", false, ["deriveBits"]);
  const salt = concat(bytesOfText("zegel/token/v1/"), bytesOfUuid(instance));
  const expand = async (info: string) => {
    const parameters = { name: "HKDF", hash: "SHA-256", salt, info: bytesOfText(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, secret, 256));
  };
  const [mailbox, reply, author, entry, withdrawal] = await Promise.all([
    expand("mailbox"),
    expand("reply"),
    expand("author"),
    expand("entry"),
    expand("withdraw"),
  ]);
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", reply).toUpperCase();
  const replyTo = await identityToRecipient(identity);
  const withdrawalDigest = await sha256(withdrawal);
  return { mailbox, identity, replyTo, author, entry, withdrawal, withdrawalDigest };
}
