// A report is written, read over, sent, answered and withdrawn, without script and with it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { LANGUAGES, wordsOf } from "./words.mjs";

const CHOICES = "fieldset input";
/** More than a text may have: the page says so and gives it back. */
const TOO_LONG = "te lang ".repeat(2600);

let site;
before(async () => (site = await startSite({ exit: "https://127.0.0.1:1/" })));
after(() => site.stop());

/** As people copy: small letters, o for 0, l for 1, dashes where there were none. */
function sloppy(code) {
  return ` ${code.toLowerCase().replaceAll("0", "o").replaceAll("1", "l").replace(/(.{4})/g, "$1 - ")} `;
}

async function fillIn(visitor) {
  await visitor.write("#story", "Kamer 12, het gordijn is altijd dicht.");
  await visitor.key("Enter");
  await visitor.page.keyboard.type("Ze mag niet bellen.");
  await visitor.write("#where", "Hotel aan de ring");
  await visitor.choose("when", "when-today");
  await visitor.choose("minor", "maybe");
  await visitor.choose("place", "place-hotel");
  await visitor.choose("signs", "any-afraid");
  await visitor.choose("signs", "hotel-cash");
  await visitor.choose("pass", "pass-ask");
  await visitor.write("#care", "Ik werk er");
}

const ANSWERS = [
  ["story", "Kamer 12, het gordijn is altijd dicht.\nZe mag niet bellen."],
  ["where", "Hotel aan de ring"],
  ["person", ""],
  ["boss", ""],
  ["online", ""],
  ["care", "Ik werk er"],
  ["when", "when-today"],
  ["minor", "maybe"],
  ["place", "place-hotel"],
  ["signs", "any-afraid"],
  ["signs", "hotel-cash"],
  ["pass", "pass-ask"],
];


for (const name of BROWSERS) {
  for (const script of [false, true]) walk(name, script);
}

function walk(name, script) {
  describe(`${name} ${script ? "with" : "without"} script`, () => {
    let browser;
    before(async () => (browser = await launch(name, { script })));
    after(() => browser.close());

    if (!script) test("no script runs", async () => {
      const visitor = await browser.visit();
      await visitor.open("data:text/html,<title>as written</title><script>document.title = 'by script'</script>");
      assert.equal(await visitor.page.title(), "as written");
      await visitor.close();
    });

    for (const language of LANGUAGES) {
      const words = wordsOf(language);
      const url = () => `${site.url}/${language}/`;

      test(`a report travels to the desk and back, in ${language}`, async () => {
        const visitor = await browser.visit();
        const known = await site.ids();
        assert.equal(await visitor.open(url()), 200);
        await fillIn(visitor);

        visitor.hasStatus(200, await visitor.pressAndFollow("button[value=check]"));
        assert.equal(await visitor.heading(), words("form.check_title"));
        assert.equal(await visitor.focus(), "h1");
        assert.deepEqual(await visitor.answers(), ANSWERS);
        assert.deepEqual(await site.ids(), known, "reading over stores nothing");

        visitor.hasStatus(200, await visitor.pressAndFollow("button[value=send]"));
        assert.equal(await visitor.heading(), words("token.sent_title"));
        assert.equal(await visitor.focus(), "h1");
        const groups = await visitor.groups();
        assert.equal(groups.length, 7);
        for (const group of groups) assert.match(group, /^[0-9A-Z]{4}$/);
        const code = groups.join("");
        const id = await site.newSince(known);

        visitor.hasStatus(200, await visitor.lookUp(url(), sloppy(code)));
        assert.equal(await visitor.heading(), words("replies.none"));

        await site.reply(id, "Dank je. Hoe laat was dat?");
        await visitor.lookUp(url(), code);
        assert.equal(await visitor.heading(), words("replies.title"));
        assert.equal(await visitor.focus(), "h1");
        const text = await visitor.text();
        assert.ok(text.includes("Dank je. Hoe laat was dat?"), text);
        for (const group of groups) assert.ok(!text.includes(group), "the code is not shown again");

        await visitor.write("#message", "Om tien uur.");
        visitor.hasStatus(200, await visitor.pressAndFollow("button[value=message]"));
        assert.equal(await visitor.heading(), words("replies.written_title"));
        const { entries } = await site.read(id);
        assert.deepEqual(entries.map((entry) => entry.from), ["reporter", "desk", "reporter"]);
        assert.ok(JSON.stringify(entries[0].answers).includes("any-afraid"), JSON.stringify(entries[0]));
        assert.ok(JSON.stringify(entries[2]).includes("Om tien uur."), JSON.stringify(entries[2]));

        await visitor.pressAndFollow("button[value=look]");
        await visitor.pressAndFollow("button[value=withdraw]");
        assert.equal(await visitor.heading(), words("withdrawal.title"));
        assert.equal(await visitor.focus(), "h1");
        assert.equal((await site.inbox()).find((report) => report.id === id).withdrawn, false, "it asks once more");
        visitor.hasStatus(200, await visitor.pressAndFollow("button[value=withdraw-yes]"));
        assert.equal(await visitor.heading(), words("withdrawal.done"));
        assert.equal((await site.inbox()).find((report) => report.id === id).withdrawn, true);
        await visitor.lookUp(url(), code);
        assert.equal(await visitor.heading(), words("replies.none"));
        await visitor.close();
      });

      test(`Enter on every choice stores nothing and keeps everything, in ${language}`, async () => {
        const visitor = await browser.visit();
        const known = await site.ids();
        await visitor.open(url());
        await visitor.write("#story", "Kamer 12");
        await visitor.write("#care", "Ik werk er");
        const tried = await enterOnEveryChoice(visitor, words("form.check_title"));
        assert.ok(tried > 50, `${tried} choices`);

        await visitor.open(url());
        await visitor.pressAndFollow("button[value=me]");
        assert.equal(await visitor.heading(), words("me.title"));
        await visitor.write("#story", "Ik");
        assert.equal(await enterOnEveryChoice(visitor, words("form.check_title")), 6);
        assert.deepEqual(await site.ids(), known);
        await visitor.close();
      });

      test(`Enter in a text is a new line, in ${language}`, async () => {
        const visitor = await browser.visit();
        await visitor.open(url());
        const texts = await visitor.look(() => [...document.querySelectorAll("textarea")].map((text) => text.id));
        assert.deepEqual(texts, ["story", "where", "person", "boss", "online", "care"]);
        for (const id of texts) {
          await visitor.openRowOf(`#${id}`);
          await visitor.write(`#${id}`, "een");
          await visitor.key("Enter");
          await visitor.page.keyboard.type("twee");
          const value = await visitor.look((id) => document.getElementById(id).value, id);
          assert.equal(value, "een\ntwee", id);
        }
        assert.ok(!(await visitor.heading()).includes(words("form.check_title")));
        await visitor.close();
      });

      test(`an error gives everything back and has the focus, in ${language}`, async () => {
        const visitor = await browser.visit();
        const known = await site.ids();
        await visitor.open(url());
        await visitor.choose("when", "when-today");
        await visitor.choose("signs", "hotel-cash");
        visitor.hasStatus(422, await visitor.pressAndFollow("button[value=send]"));
        assert.equal(await visitor.heading(), words("errors.nothing_sent"));
        assert.equal(await visitor.focus(), "section.problem");
        const chosen = (await visitor.answers()).filter(([, value]) => value);
        assert.deepEqual(chosen, [["when", "when-today"], ["signs", "hotel-cash"]]);
        assert.ok(await isInOpenRow(visitor, "[value=hotel-cash]"));

        await visitor.openRowOf("#boss");
        await visitor.look((text) => (document.getElementById("boss").value = text), TOO_LONG);
        await visitor.write("#story", "Kamer 12");
        visitor.hasStatus(422, await visitor.pressAndFollow("button[value=send]"));
        assert.equal(await visitor.focus(), "section.problem");
        const kept = Object.fromEntries(await visitor.answers());
        assert.equal(kept.boss, TOO_LONG);
        assert.equal(kept.story, "Kamer 12");
        assert.equal(kept.signs, "hotel-cash");
        assert.ok(await isInOpenRow(visitor, "#boss"));

        visitor.hasStatus(422, await visitor.lookUp(url(), "ABCD EFG"));
        assert.equal(await visitor.heading(), words("errors.code"));
        assert.equal(await visitor.focus(), "section.problem");
        assert.equal(await visitor.look(() => document.getElementById("code").value), "ABCD EFG");
        assert.deepEqual(await site.ids(), known);
        await visitor.close();
      });
    }
  });
}

/** Makes every choice there is and presses Enter on it; gives their number. */
async function enterOnEveryChoice(visitor, title) {
  const choices = await visitor.look(
    (all) => [...document.querySelectorAll(all)].map(({ name, value }) => [name, value]),
    CHOICES,
  );
  for (const [name, value] of choices) {
    await visitor.choose(name, value);
    const made = await visitor.answers();
    assert.ok(made.some(([field, chosen]) => field === name && chosen === value), `${name} ${value} is chosen`);
    visitor.hasStatus(200, await visitor.follow(() => visitor.key("Enter")));
    assert.equal(await visitor.heading(), title);
    assert.deepEqual(await visitor.answers(), made, `after Enter on ${name} ${value}`);
    assert.ok(await isInOpenRow(visitor, `[name="${name}"][value="${value}"]`));
  }
  return choices.length;
}

function isInOpenRow(visitor, selector) {
  return visitor.look((selector) => !document.querySelector(selector).closest("details:not([open])"), selector);
}
