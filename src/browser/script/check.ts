// Whether the desk will read a document: the rules of src/core/document, for what this script writes.
// Asked before anything is sealed, because afterwards nobody can. schema/documents.json holds both sides
// to the same answers.
import { bech32 } from "@scure/base";
import { ID, clean, isBlank } from "./document.ts";

type Rule = (value: unknown) => boolean;

const MOST_NUMBER = 0xffff_ffff;
const MARKS: unknown[] = ["trap", "fast"];
const REPLY_TO = /^age1pq1[02-9ac-hj-np-z]{1952}$/;

const fits =
  (pattern: RegExp): Rule =>
  (value) =>
    typeof value === "string" && pattern.test(value);
const is =
  (wanted: unknown): Rule =>
  (value) =>
    value === wanted;
/** A field that need not be there. */
const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined || rule(value);
/** 32 bytes in base64url, the bits beyond them zero. */
const bytes = fits(/^[\w-]{42}[AEIMQUYcgkosw048]$/);

/** Such a day in the calendar: 30 February would be another one. */
function day(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
const number: Rule = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_NUMBER;
const marks: Rule = (value) => Array.isArray(value) && value.every((mark) => MARKS.includes(mark)) && isSet(value);
const recipient: Rule = (value) => fits(REPLY_TO)(value) && bech32.decodeUnsafe(value as string, (value as string).length) !== undefined;

const isSet = (values: unknown[]): boolean => new Set(values).size === values.length;
const isText: Rule = (value) => typeof value === "string" && !isBlank(value) && clean(value) === value;
const isList: Rule = (value) => Array.isArray(value) && value.length > 0 && value.every(isText) && isSet(value);

function answers(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const all = Object.entries(value);
  return all.length > 0 && all.every(([id, answer]) => /^[a-z][a-z0-9-]*$/.test(id) && (isText(answer) || isList(answer)));
}

const BOTH: Record<string, Rule> = {
  zegel: is(1),
  answers,
  day,
  language: fits(/^[a-z]{2,8}$/),
  marks,
  reply_to: recipient,
  sealed_for: fits(/^([0-9a-f]{4} ){9}[0-9a-f]{4}$/),
  withdrawal: bytes,
};
const KINDS = new Map<unknown, Record<string, Rule>>([
  ["report", { ...BOTH, kind: is("report"), author_key: bytes }],
  ["message", { ...BOTH, kind: is("message"), after: number, previous: optional(fits(ID)), proof: bytes }],
]);

/** Whether a desk reads it and finds nothing odd in it. */
export function isReadable(json: string): boolean {
  const document = JSON.parse(json) as Record<string, unknown> | null;
  // Written as we write, so that no field can stand there twice.
  if (typeof document !== "object" || document === null || JSON.stringify(document) !== json) return false;
  const rules = KINDS.get(document["kind"]);
  if (!rules || !Object.keys(document).every((name) => Object.hasOwn(rules, name))) return false;
  return Object.entries(rules).every(([name, rule]) => rule(document[name]));
}
