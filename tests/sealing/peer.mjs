// The page's own script as a small command line for tests/it: bundled with its sources from
// src/browser/script, and run by Node in place of a browser.
//
//   peer.mjs COMMAND        JSON by standard input, JSON by standard output
//
// Texts come as lists of UTF-16 units where they may hold half characters, answers as lists of
// pairs where their order is part of the question.
import { base64, hex } from "@scure/base";
import { readFileSync, writeSync } from "node:fs";
import { isReadable } from "./check.ts";
import { canonical, clean, entryId, inOrder, isBlank, length, message, report } from "./document.ts";
import { entryBody, fingerprint, grease, open, seal, trial } from "./seal.ts";
import { groups, keysOf, lookOver, parse } from "./token.ts";

const each = async (all, make) => {
  const made = [];
  for (const one of all) made.push(await make(one));
  return made;
};
const tokenKeys = ({ token, instance }) => keysOf(parse(token), instance);
const readTyped = (typed) => {
  const read = parse(typed);
  return read instanceof Uint8Array ? groups(read).join("-") : read;
};
/** What is shown of a typed code that is none. */
const shown = (typed) => {
  const read = parse(typed);
  if (read instanceof Uint8Array) return { groups: null, doubtful: null };
  const { groups, doubtful } = lookOver(typed, read);
  return { groups, doubtful: doubtful ?? null };
};

const mayBeSealed = (json) => {
  try {
    return isReadable(json);
  } catch {
    return false;
  }
};

/** What chance draws for each byte that is asked for alone, as the script does for grease. */
let drawn = null;
const random = crypto.getRandomValues.bind(crypto);
crypto.getRandomValues = (array) => (drawn !== null && array.length === 1 ? array.fill(drawn) : random(array));

function readText(units) {
  const typed = String.fromCharCode(...units);
  const text = clean(typed);
  const whole = typed.toWellFormed();
  const kept = { text, blank: isBlank(text), length: length(text), canonical: canonical({ story: text }) };
  return { ...kept, typed: readTyped(whole), shown: shown(whole) };
}

/** The document of a report or message, as entry.ts puts it together. */
async function written({ token, instance, kind, form, after, previous, ...rest }) {
  const writing = { ...rest, answers: Object.fromEntries(rest.answers) };
  const keys = await tokenKeys({ token, instance });
  const id = await entryId(keys, hex.decode(form), kind, writing.answers);
  const json = kind === "report" ? report(writing, keys) : await message(writing, keys, id, { after, previous });
  return { keys, id, json };
}

const commands = {
  tokens: (all) =>
    each(all, async ({ token_bytes_hex, instance }) => {
      const token = hex.decode(token_bytes_hex);
      const keys = await keysOf(token, instance);
      const { mailbox, identity, replyTo, author, entry } = keys;
      const bytes = { mailbox: hex.encode(mailbox), author: hex.encode(author), entry: hex.encode(entry) };
      const withdrawal = { withdrawal: hex.encode(keys.withdrawal), digest: hex.encode(keys.withdrawalDigest) };
      return { token: groups(token).join("-"), identity, replyTo, ...bytes, ...withdrawal };
    }),
  typed: (all) => all.map((typed) => ({ read: readTyped(typed), shown: shown(typed) })),
  texts: (all) => all.map(readText),
  ids: (all) =>
    each(all, async ({ entry_key_hex, form_hex, kind, answers }) => {
      const backwards = Object.fromEntries(Object.entries(answers).reverse());
      const id = await entryId({ entry: hex.decode(entry_key_hex) }, hex.decode(form_hex), kind, backwards);
      return { canonical: canonical(backwards), id };
    }),
  messages: (all) =>
    each(all, ({ author_key_hex, reply_to, withdrawal_hex, entry_id, after, previous, ...writing }) => {
      const keys = { author: hex.decode(author_key_hex), replyTo: reply_to, withdrawalDigest: hex.decode(withdrawal_hex) };
      return message({ ...writing, marks: [], sealedFor: "" }, keys, entry_id, { after, previous });
    }),
  /** Which of these texts the page may seal. */
  documents: (all) => all.map(mayBeSealed),
  fingerprints: (all) => each(all, fingerprint),
  trials: (all) => each(all, async (site) => (await trial(site)) !== undefined),
  async seal({ site, writing }) {
    const { id, json } = await written(writing);
    return { id, json, file: base64.encode((await seal(json, site)).file) };
  },
  /** The same text so many times, each sealed anew. */
  files: ({ site, text, count }) =>
    each(Array(count).fill(text), async (text) => {
      const { file, most } = await seal(text, site);
      return { file: base64.encode(file), most };
    }),
  /** What is posted for each writing. */
  bodies: ({ site, writings }) =>
    each(writings, async (writing) => {
      const { keys, id, json } = await written(writing);
      drawn = writing.draw ?? null;
      return entryBody(keys, id, await seal(json, site));
    }),
  grease: (count) =>
    Array.from({ length: count }, () => {
      const { args, body } = grease();
      return { args, body: hex.encode(body) };
    }),
  async "each-reply"({ token, instance, sealed, classes }) {
    const keys = await tokenKeys({ token, instance });
    return each(sealed, async (file) => (await open([file], keys, classes))[0]);
  },
  replies: async ({ token, instance, sealed, classes }) => inOrder(await open(sealed, await tokenKeys({ token, instance }), classes)),
};

async function main([command]) {
  const output = Buffer.from(JSON.stringify(await commands[command](JSON.parse(readFileSync(0, "utf8")))));
  for (let at = 0; at < output.length; ) at += writeSync(1, output, at);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
