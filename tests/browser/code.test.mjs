// The code: whose it is, where it is typed in, and what a person sees of a typing error.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { LANGUAGES, wordsOf } from "./words.mjs";

const PHONE = [360, 640];

let site, passage;
before(async () => {
  site = await startSite({ exit: "https://127.0.0.1:1/" });
  passage = await startPassage(site.address);
});
after(async () => {
  passage.stop();
  await site.stop();
});

const start = (language) => `${passage.url}/${language}/`;

async function report(visitor, language, story) {
  await visitor.open(start(language));
  await visitor.write("#story", story);
  visitor.hasStatus(200, await visitor.pressAndFollow("button[value=send]"));
  return visitor.groups();
}

const lookUp = (visitor, language, code) => visitor.lookUp(start(language), code);

/** The numbered column of an error, and which of it is marked, in words. */
const shown = (visitor) =>
  visitor.look(() => {
    const lines = [...document.querySelectorAll(".typed li")];
    const marked = lines.findIndex((line) => line.querySelectorAll("b").length === 2);
    return { groups: lines.map((line) => line.firstChild.textContent), marked, words: lines[marked]?.lastChild.textContent };
  });

for (const name of BROWSERS) {
  for (const script of [false, true]) {
    describe(`${name} ${script ? "with" : "without"} script`, () => {
      let browser;
      before(async () => (browser = await launch(name, { script })));
      after(() => browser.close());

      for (const language of LANGUAGES) {
        const words = wordsOf(language);

        test(`the page with the code says where it is typed in, in ${language}`, async () => {
          const visitor = await browser.visit();
          await report(visitor, language, "Kamer 12");
          await visitor.openAllRows();
          const text = await visitor.text();
          // To the server this machine has no name that a person could write down.
          const host = new URL(passage.url).host;
          const where = script ? words("token.keep_where").replace("{ $site }", host) : words("token.keep_back");
          assert.ok(text.includes(where), text);
          assert.equal(text.includes(words("token.reload")), script);
          assert.ok(!text.includes("{ $"), text);
          await visitor.close();
        });

        test(`a typing error shows what was typed, group by group, in ${language}`, async () => {
          const visitor = await browser.visit();
          await visitor.resize(PHONE);
          const groups = await report(visitor, language, "Kamer 12");
          const wrong = groups.with(5, `${groups[5].slice(0, 3)}${groups[5].endsWith("7") ? "8" : "7"}`);
          const typed = wrong.join("-").toLowerCase();
          visitor.hasStatus(422, await lookUp(visitor, language, typed));
          assert.equal(await visitor.heading(), words("errors.code"));
          assert.deepEqual(await shown(visitor), { groups: wrong, marked: 5, words: words("errors.look_here") });
          const field = await visitor.look(() => {
            const { value, scrollWidth, clientWidth } = document.getElementById("code");
            return { value, isCut: scrollWidth > clientWidth };
          });
          assert.deepEqual(field, { value: typed, isCut: false });

          // As numbered lines on paper, one symbol short.
          const numbered = (groups) => groups.map((group, i) => `${i + 1}. ${group}`).join(" ");
          const short = groups.with(2, groups[2].slice(1));
          await lookUp(visitor, language, numbered(short));
          assert.deepEqual(await shown(visitor), { groups: short, marked: 2, words: words("errors.look_here") });

          // Mended in the field that stands there, with Enter.
          await visitor.look(() => (document.getElementById("code").value = ""));
          await visitor.write("#code", numbered(groups));
          visitor.hasStatus(200, await visitor.follow(() => visitor.key("Enter")));
          assert.equal(await visitor.heading(), words("replies.none"));
          await visitor.close();
        });
      }

      test("two people to whom something between gave one page have a code each", async () => {
        const visitor = await browser.visit();
        const known = (await site.inbox()).length;
        const story = `Van Anna in ${name} ${script}`;
        passage.hoard = new Map();
        const hers = await report(visitor, "nl", story);
        const his = await report(visitor, "nl", "Van Bo");
        passage.hoard = undefined;
        assert.notDeepEqual(hers, his);
        const inbox = await site.inbox();
        assert.equal(inbox.length, known + 2);
        for (const { id } of inbox) {
          if (JSON.stringify(await site.read(id)).includes(story)) await site.reply(id, "Voor Anna.");
        }
        await lookUp(visitor, "nl", his.join(" "));
        assert.equal(await visitor.heading(), wordsOf("nl")("replies.none"));
        await lookUp(visitor, "nl", hers.join(" "));
        assert.ok((await visitor.text()).includes("Voor Anna."));
        await visitor.close();
      });
    });
  }
}
