// Sealing with age, so that a stored row does not show who sealed it: the same size classes, the
// same stanzas, and the grease that Rust's age adds and this library does not.
import { base64, base64urlnopad } from "@scure/base";
import { Decrypter, Encrypter, Stanza } from "age-encryption";
import { type Bytes, bytesOfText, hex, randomBelow, randomBytes, sha256 } from "./bytes.ts";
import { type Reply, parseReply } from "./document.ts";
import type { Keys } from "./token.ts";

/** What the server says of itself; `schema/openapi.yaml` describes it. */
export interface Site {
  instance: string;
  open: boolean;
  recipients: string[];
  fingerprint: string;
  classes: number[];
  most_characters: number;
}

/** SHA-256 over the sorted recipients, the first twenty bytes in groups of four digits. */
export async function fingerprint(recipients: string[]): Promise<string> {
  const lines = ["zegel/recipients/v1", ...[...recipients].sort()].map((line) => `${line}\n`).join("");
  const digest = await sha256(bytesOfText(lines));
  return hex(digest.subarray(0, 20)).match(/.{4}/g)!.join(" ");
}

const arbitrary = (): string =>
  String.fromCharCode(...Array.from({ length: 1 + randomBelow(8) }, () => 33 + randomBelow(94)));

/** The distribution of age-core's `grease_the_joint`: a tag, up to four arguments, up to 99 bytes. */
export function grease(): Stanza {
  const words = Array.from({ length: randomBelow(5) }, arbitrary);
  return new Stanza([`${arbitrary()}-grease`, ...words], randomBytes(randomBelow(100)));
}

/** The longest stanza there can be: a line of five words, and 99 bytes in three lines. */
const MOST_GREASE = "-> 12345678-grease\n".length + 4 * " 12345678".length + 132 + 3;

/** Spaces up to the next size class: JSON may end in them. */
export function pad(json: string, classes: number[]): Bytes {
  const bytes = bytesOfText(json);
  const size = classes.find((size) => bytes.length <= size);
  if (size === undefined) throw new Error("larger than the largest class");
  const padded = new Uint8Array(size).fill(0x20);
  padded.set(bytes);
  return padded;
}

/** Something sealed, and how many bytes it could have had with other grease. */
export interface Sealed {
  file: Bytes;
  most: number;
}

/** Seals a document for all recipients of a site. */
export async function seal(json: string, site: Site): Promise<Sealed> {
  const encrypter = new Encrypter();
  for (const recipient of site.recipients) encrypter.addRecipient(recipient);
  const stanza = grease();
  encrypter.addRecipient({ wrapFileKey: () => [stanza] });
  const file = (await encrypter.encrypt(pad(json, site.classes))) as Bytes;
  return { file, most: file.length - sizeOf(stanza) + MOST_GREASE };
}

/** The bytes of a stanza in a header: its line, and its body in lines of 64 that end short. */
function sizeOf(stanza: Stanza): number {
  const line = ["->", ...stanza.args].join(" ").length + 1;
  const body = Math.ceil((stanza.body.length * 4) / 3);
  return line + body + Math.floor(body / 64) + 1;
}

/**
 * Tries whether sealing works here, before anybody is told that it does. Gives the size of the body of a small
 * report, or nothing where it does not work.
 */
export async function trial(site: Site): Promise<number | undefined> {
  if (site.recipients.length === 0 || (await fingerprint(site.recipients)) !== site.fingerprint) return undefined;
  return written("0".repeat(CREDENTIAL), "0".repeat(ID), await seal("{}", site)).length;
}

/** The characters of a credential, and of an id. */
const CREDENTIAL = 43;
const ID = 36;

/** The body of a post: of the same size for every text of a class. */
export const entryBody = (keys: Keys, id: string, sealed: Sealed): string => written(credential(keys), id, sealed);

function written(mailbox: string, id: string, sealed: Sealed): string {
  const body = JSON.stringify({ mailbox, id, sealed: base64.encode(sealed.file) });
  const spare = base64Length(sealed.most) - base64Length(sealed.file.length);
  return body + " ".repeat(spare);
}

const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** The reporter's credential as the API takes it. */
export const credential = (keys: Keys): string => base64urlnopad.encode(keys.mailbox);

/** The body of a withdrawal: with it goes what shows the desk that the reporter did it. */
export const withdrawalBody = (keys: Keys): string =>
  JSON.stringify({ mailbox: credential(keys), withdrawal: base64urlnopad.encode(keys.withdrawal) });

/** Opens replies. What does not open was not sealed by the desk for this reporter. */
export async function open(sealed: string[], keys: Keys, classes: number[]): Promise<Reply[]> {
  const opened = await Promise.all(sealed.map((file) => openOne(file, keys, classes).catch(() => undefined)));
  return opened.filter((reply) => reply !== undefined);
}

async function openOne(file: string, keys: Keys, classes: number[]): Promise<Reply | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(keys.identity);
  const plain = await decrypter.decrypt(base64.decode(file));
  if (!classes.includes(plain.length)) return undefined;
  return parseReply(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain));
}
