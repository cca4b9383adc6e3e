// What a person writes and its JSON, as src/core/document.rs has it.
import { base64urlnopad } from "@scure/base";
import { type Bytes, bytesOfText, concat, hex, hmac } from "./bytes.ts";
import type { Keys } from "./token.ts";

/** Answers by question id: a text or a choice, or several choices. */
export type Answers = Record<string, string | string[]>;
export type Mark = "trap" | "fast";
export type Kind = "report" | "message";

export interface Writing {
  answers: Answers;
  day: string;
  language: string;
  marks: Mark[];
  sealedFor: string;
}

export interface Reply {
  id: string;
  number: number;
  text: string;
}

/** Line ends become LF, other controls but TAB are dropped, half characters become U+FFFD. */
export function clean(text: string): string {
  const whole = text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (found) => (found[1] ? found : "\ufffd"));
  return whole.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, "");
}

export const isBlank = (text: string): boolean => /^\p{White_Space}*$/u.test(text);

/** How many characters, as everybody counts them: Unicode scalar values. */
export const length = (text: string): number => [...text].length;

/** Compact JSON with its keys in ASCII order: what an entry id and a proof are made of. */
export function canonical(answers: Answers): string {
  return JSON.stringify(sorted(answers));
}

function sorted(answers: Answers): Answers {
  return Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same for the same words sent twice in the same form, and for nothing else. A UUIDv8. */
export async function entryId(keys: Keys, form: Bytes, kind: Kind, answers: Answers): Promise<string> {
  const digest = await hmac(keys.entry, concat(form, bytesOfText(`${kind}\0${canonical(answers)}`)));
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return hex(digest.subarray(0, 16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What is sealed for a report. */
export function report(writing: Writing, keys: Keys): string {
  const { answers, day, language, marks, sealedFor } = writing;
  return JSON.stringify({
    zegel: 1,
    kind: "report",
    answers: sorted(answers),
    author_key: base64urlnopad.encode(keys.author),
    day,
    language,
    marks,
    reply_to: keys.replyTo,
    sealed_for: sealedFor,
    withdrawal: base64urlnopad.encode(keys.withdrawalDigest),
  });
}

/** Where a message stands in its conversation, as far as this page knows. */
export interface Position {
  /** The number of the newest reply that was shown. */
  after: number;
  /** The entry that was sent from here just before. */
  previous?: string | undefined;
}

/** What is sealed for a message. */
export async function message(writing: Writing, keys: Keys, id: string, { after, previous }: Position): Promise<string> {
  const { answers, day, language, marks, sealedFor } = writing;
  const withdrawal = base64urlnopad.encode(keys.withdrawalDigest);
  const first = previous ? ["zegel/message/v2", id, after, previous] : ["zegel/message/v1", id, after];
  const lines = [...first, day, language, keys.replyTo, withdrawal];
  const proof = await hmac(keys.author, bytesOfText([...lines, canonical(answers)].join("\n")));
  return JSON.stringify({
    zegel: 1,
    kind: "message",
    after,
    answers: sorted(answers),
    day,
    language,
    marks,
    previous,
    proof: base64urlnopad.encode(proof),
    reply_to: keys.replyTo,
    sealed_for: sealedFor,
    withdrawal,
  });
}

const MOST_REPLY_CHARACTERS = 2000;
const MOST_NUMBER = 0xffff_ffff;
/** An id as everybody writes it. */
export const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** All but the white space around it; `trim` would take away U+FEFF, which is none. */
const WORDS = /\P{White_Space}([^]*\P{White_Space})?/u;

/** Reads a reply that was opened; what is none is nothing. */
export function parseReply(json: string): Reply | undefined {
  const { zegel, kind, id, number, text, ...more } = JSON.parse(json) as Record<string, unknown>;
  const isOurs = zegel === 1 && kind === "reply" && Object.keys(more).length === 0;
  if (!isOurs || typeof id !== "string" || typeof number !== "number" || typeof text !== "string") return undefined;
  const words = WORDS.exec(clean(text))?.[0];
  const isNumber = Number.isInteger(number) && number >= 0 && number <= MOST_NUMBER;
  const fits = words !== undefined && length(words) <= MOST_REPLY_CHARACTERS;
  return fits && isNumber && ID.test(id) ? { id, number, text: words } : undefined;
}

/** Newest first; of those with one name the first. */
export function inOrder(replies: Reply[]): Reply[] {
  const sorted = [...replies].sort((a, b) => b.number - a.number || (a.id < b.id ? -1 : Number(a.id > b.id)));
  return sorted.filter(({ id }, place) => sorted.findIndex((reply) => reply.id === id) === place);
}

/** The day on this device, never the hour. */
export function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
