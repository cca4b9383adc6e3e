// Messages of one day stand at the desk in the order in which one page sent them, without script and with it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { wordsOf } from "./words.mjs";

const MESSAGES = ["Een witte bus.", "Nee, een grijze.", "Hij staat er weer.", "Nu is hij weg."];
const words = wordsOf("nl");

let site, passage;
before(async () => {
  site = await startSite({ exit: "https://127.0.0.1:1/" });
  passage = await startPassage(site.address);
});
after(async () => {
  passage.stop();
  await site.stop();
});

const start = () => `${passage.url}/nl/`;
const look = (visitor) => visitor.pressAndFollow("button[value=look]");

async function send(visitor) {
  const known = await site.ids();
  await visitor.write("#story", "Kamer 12.");
  await visitor.pressAndFollow("button[value=send]");
  assert.equal(await visitor.heading(), words("token.sent_title"));
  return site.newSince(known);
}

async function write(visitor, text) {
  await visitor.write("#message", text);
  await visitor.pressAndFollow("button[value=message]");
  assert.equal(await visitor.heading(), words("replies.written_title"));
}

/** The messages as the desk has them: their texts in its order, and what each names as sent just before. */
async function received(id) {
  const { entries } = await site.read(id);
  assert.ok(entries.every(({ odd }) => odd.length === 0), "nothing is odd");
  const messages = entries.filter(({ kind }) => kind === "message");
  assert.ok(messages.every(({ proved }) => proved), "each is by the reporter");
  const textOf = new Map(entries.map((entry) => [entry.id, entry.answers.message ?? "report"]));
  return messages.map(({ id, previous }) => [textOf.get(id), textOf.get(previous)]);
}

const chain = (texts) => texts.map((text, i) => [text, texts[i - 1] ?? "report"]);

for (const name of BROWSERS) {
  for (const script of [false, true]) {
    describe(`${name} ${script ? "with" : "without"} script`, () => {
      let browser, visitor;
      before(async () => (browser = await launch(name, { script })));
      after(() => browser.close());

      const walk = (title, story) =>
        test(title, { timeout: 120_000 }, async () => {
          visitor = await browser.visit();
          await visitor.open(start());
          await story();
          await visitor.close();
        });

      walk("four messages after a report", async () => {
        const id = await send(visitor);
        for (const text of MESSAGES) {
          await write(visitor, text);
          await look(visitor);
        }
        assert.deepEqual(await received(id), chain(MESSAGES));
      });

      walk("another tab, to which the code was typed, knows of nothing before it", async () => {
        const id = await send(visitor);
        const code = await visitor.code();
        const other = await browser.visit();
        await other.lookUp(start(), code);
        await write(other, MESSAGES[0]);
        await visitor.page.bringToFront();
        await write(visitor, MESSAGES[1]);
        await other.page.bringToFront();
        await look(other);
        await write(other, MESSAGES[2]);
        await other.close();
        const expected = [[MESSAGES[0], undefined], [MESSAGES[1], "report"], [MESSAGES[2], MESSAGES[0]]];
        const found = await received(id);
        assert.deepEqual(found.sort(), expected.sort());
      });

      if (!script) return;

      walk("who goes back to the page with the code and writes there goes on", async () => {
        const id = await send(visitor);
        await write(visitor, MESSAGES[0]);
        await visitor.look(() => history.back());
        await visitor.until("the code", () => document.querySelector(".code") !== null);
        // The browser puts the screen where it was, and does so a little later.
        await visitor.settled();
        await write(visitor, MESSAGES[1]);
        assert.deepEqual(await received(id), chain(MESSAGES.slice(0, 2)));
      });

      walk("what the server sent and what the browser sealed after it follow each other", async () => {
        passage.plain = true;
        visitor.script = false;
        await visitor.open(start());
        passage.plain = false;
        const id = await send(visitor);
        visitor.script = true;
        await visitor.ready();
        for (const text of MESSAGES.slice(0, 2)) {
          passage.sent.length = 0;
          await write(visitor, text);
          assert.ok(passage.sent.some(({ url }) => url === "/api/v1/mailbox/messages"), "the browser sealed it");
          await look(visitor);
        }
        assert.deepEqual(await received(id), chain(MESSAGES.slice(0, 2)));
      });
    });
  }
}
