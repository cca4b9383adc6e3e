// The page after sending, where what was chosen tells of danger; and what silence means to the person it is about.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { wordsOf } from "./words.mjs";

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

/** What stands right below the heading, and the numbers in it. */
const first = (visitor) =>
  visitor.look(() => {
    const below = document.querySelector("main h1").nextElementSibling;
    return { isDanger: below.matches(".danger"), links: [...below.querySelectorAll("a")].map((link) => link.getAttribute("href")) };
  });

/** The answers of the one report that the desk did not have before. */
async function answersOfNew(known) {
  return (await site.read(await site.newSince(known))).entries[0].answers;
}

const send = (visitor) => visitor.pressAndFollow("button[value=send]");

for (const name of BROWSERS) {
  for (const script of [false, true]) {
    describe(`${name} ${script ? "with" : "without"} script`, () => {
      let browser, visitor;
      before(async () => {
        browser = await launch(name, { script });
        visitor = await browser.visit();
      });
      after(() => browser.close());

      const write = async (choices) => {
        await visitor.open(`${passage.url}/nl/`);
        await visitor.write("#story", "Kamer 12");
        for (const [question, choice] of choices) await visitor.choose(question, choice);
        visitor.hasStatus(200, await send(visitor));
        assert.equal(await visitor.heading(), words("token.sent_title"));
        return first(visitor);
      };

      test("still going on, with somebody under 18 or the writer: first of all whom to call", async () => {
        for (const danger of [["minor", "yes"], ["minor", "maybe"], ["role", "role-me"]]) {
          const below = await write([["when", "when-now"], danger]);
          assert.deepEqual(below, { isDanger: true, links: ["tel:112", "tel:09008844"] }, danger[1]);
        }
      });

      test("anything else begins with thanks", async () => {
        for (const choices of [[], [["when", "when-now"]], [["when", "when-week"], ["minor", "yes"]], [["when", "when-now"], ["minor", "no"]]]) {
          assert.equal((await write(choices)).isDanger, false, JSON.stringify(choices));
        }
      });

      test("who writes of themselves and chooses nothing is asked first, and told whom to call", async () => {
        const before = await site.ids();
        await visitor.open(`${passage.url}/nl/`);
        await visitor.pressAndFollow("button[value=me]");
        await visitor.write("#story", "Het gaat over mij");
        visitor.hasStatus(200, await send(visitor));
        assert.deepEqual(await first(visitor), { isDanger: true, links: ["tel:112", "tel:09008844"] });
        assert.equal((await answersOfNew(before)).pass, "pass-ask");
      });
    });
  }
}
