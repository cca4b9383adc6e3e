// Every page: nothing that axe-core objects to, one request, no cookie, one title, and the focus
// where the news is. The printed code is the code and nothing else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { LESSON, everyPage } from "./pages.mjs";
import { BELIEVES_PASSAGE, startClosedSite, startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { LANGUAGES, OTHERS, wordsOf } from "./words.mjs";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const EXIT = "https://127.0.0.1:1/";
/** Pages that a link leads to; every other one answers a post, and has the focus on its news. */
const OPENED = ["start", "start, all rows open", "privacy", "learn", "a learn page", "not found", "closed", "closed, all rows open"];

let site, passage, closed;
before(async () => {
  site = await startSite({ exit: EXIT, more: BELIEVES_PASSAGE });
  passage = await startPassage(site.address);
  closed = await startClosedSite({ folder: site.folder, exit: EXIT });
});
after(async () => {
  passage.stop();
  await closed.stop();
  await site.stop();
});

const walk = (visitor, language, see) => everyPage(visitor, { site, passage, closed: closed.url, language }, see);

/** What axe-core objects to on the page that is shown. */
async function objections(visitor) {
  await visitor.look(AXE);
  const { violations } = await visitor.look(() => window.axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

/** All in one browser; in the other each colour scheme and each kind of page once. */
const KINDS = {
  chromium: [false, true].flatMap((dark) => [false, true].map((plain) => ({ dark, plain }))),
  firefox: [{ dark: false, plain: true }, { dark: true, plain: false }],
};

for (const name of BROWSERS) {
  for (const { dark, plain } of KINDS[name]) {
    const kind = `${dark ? "dark" : "light"} colours, ${plain ? "the server's" : "the script's"} pages`;
    test(`axe-core objects to nothing in ${name} in ${kind}`, async (t) => {
      // axe-core is a script itself: where none of ours is to run, it does not arrive.
      passage.plain = plain;
      const browser = await launch(name, { script: true, plain, dark });
      t.after(() => browser.close());
      const visitor = await browser.visit();
      const found = {};
      for (const language of LANGUAGES) {
        await walk(visitor, language, async (page) => {
          assert.equal(await visitor.look(() => matchMedia("(prefers-color-scheme: dark)").matches), dark);
          for (const objection of await objections(visitor)) (found[objection] ??= []).push(page);
        });
      }
      for (const language of OTHERS) {
        await visitor.open(`${passage.url}/${language}/`);
        await visitor.openAllRows();
        for (const objection of await objections(visitor)) (found[objection] ??= []).push(language);
      }
      assert.deepEqual(found, {});
    });
  }

  test(`a page is one request with one title, no cookie, and the focus on its news, in ${name}`, async (t) => {
    passage.plain = false;
    const browser = await launch(name);
    t.after(() => browser.close());
    const visitor = await browser.visit();
    const parts = [];
    visitor.page.on("request", (request) => {
      // Firefox has parts of its own, which come from nowhere.
      const isInside = request.url().startsWith("data:");
      if (!request.isNavigationRequest() && !isInside) parts.push(request.url());
    });
    for (const language of LANGUAGES) {
      passage.requests.length = 0;
      await walk(visitor, language, async (page) => {
        if (!page.includes("learn")) assert.equal(await visitor.page.title(), wordsOf(language)("page.title"), page);
        if (OPENED.includes(page)) return;
        assert.match(await visitor.focus(), /^(h1|section\.problem)$/, page);
      });
      const pages = new RegExp(`^(GET|POST) /${language}/(privacy|nothing|learn|${LESSON[language]})?$`);
      assert.deepEqual(passage.requests.filter((request) => !pages.test(request)), []);
    }
    assert.deepEqual(parts, [], "nothing but pages");
    assert.deepEqual(await browser.cookies(), []);
  });
}

/** That a page has another status than 200 is no fault of the page. */
const STATUS = /the server responded with a status of \d{3}/;

for (const name of BROWSERS) {
  for (const script of [false, true]) test(`no page makes the console of ${name} complain, ${script ? "with" : "without"} script`, async (t) => {
    passage.plain = false;
    const browser = await launch(name, { script });
    t.after(() => browser.close());
    const visitor = await browser.visit();
    const complaints = new Set();
    visitor.page.on("console", (said) => said.type() === "error" && !STATUS.test(said.text()) && complaints.add(said.text()));
    visitor.page.on("pageerror", (error) => complaints.add(error.message));
    for (const language of LANGUAGES) await walk(visitor, language, async () => {});
    assert.deepEqual([...complaints], []);
  });
}

for (const script of [false, true]) test(`the printed code is seven groups on one sheet and nothing else, ${script ? "with" : "without"} script`, async (t) => {
  passage.plain = false;
  const browser = await launch("chromium", { script });
  t.after(() => browser.close());
  const visitor = await browser.visit();
  await visitor.open(`${passage.url}/nl/`);
  await visitor.write("#story", "Kamer 12");
  await visitor.pressAndFollow("button[value=send]");
  await visitor.openAllRows();
  const code = await visitor.groups();
  assert.equal(code.length, 7);
  await visitor.page.emulateMediaType("print");
  assert.deepEqual(await visitor.look(() => document.body.innerText.match(/\S+/g)), code);
  const sheets = Buffer.from(await visitor.page.pdf()).toString("latin1").match(/\/Type\s*\/Page\b/g);
  assert.equal(sheets.length, 1, `${sheets.length} sheets`);
});
