// The reporter's token and all that follows from it, as src/core/token.rs has it; schema/vectors.json
// holds both to the same answers.
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { bytesOfText, bytesOfUuid, concat, sha256 } from "./bytes.ts";

/** Crockford's base32: no I, L, O and U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS = 28;
const GROUP = 4;
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
  return inGroups([...symbols, plain ^ last, last].map((symbol) => ALPHABET[symbol]!));
}

const inGroups = (symbols: string[]): string[] =>
  Array.from({ length: Math.ceil(symbols.length / GROUP) }, (_, i) => symbols.slice(i * GROUP, (i + 1) * GROUP).join(""));

/** What people and keyboards put between the symbols. */
const BETWEEN = /[\p{White_Space}\p{Cc}\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]/gu;
const typedSymbols = (typed: string): string[] => [...typed.replace(BETWEEN, "")];

/** What was typed, in groups of four, to be looked over. */
export const grouped = (typed: string): string[] => inGroups(typedSymbols(typed)).map((group) => group.toUpperCase());

function valueOf(symbol: string): number {
  const known = /^[oO]$/.test(symbol) ? "0" : /^[iIlL]$/.test(symbol) ? "1" : symbol.replace(/[a-z]/, (c) => c.toUpperCase());
  return ALPHABET.indexOf(known);
}

/** Reads what a person typed or pasted. */
export function parse(typed: string): Token | Mistyped {
  const all = typedSymbols(typed);
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
