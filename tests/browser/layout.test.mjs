// Every page on small screens and with large letters, and the form by keyboard.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { everyPage } from "./pages.mjs";
import { BELIEVES_PASSAGE, startClosedSite, startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { LANGUAGES, OTHERS } from "./words.mjs";

const EXIT = "https://127.0.0.1:1/";
const PHONE = [360, 640];
/** A small phone, and a window of 1280×1024 at 400 %. */
const NARROW = [[320, 640], [320, 256]];
/** Where letters may be twice as large. */
const READING = [[360, 640], [1280, 900]];
const TABBING = [[360, 640], [320, 256], [1280, 900]];

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

/** What reaches past the sides of the screen, or is cut off by its own box. */
const cut = () => {
  const shown = (element) => element.checkVisibility() && !element.matches(".skip, .skip *, option");
  const name = (element) => `${element.localName}.${element.className} ${element.textContent.trim().slice(0, 40)}`;
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element)) continue;
    const { left, right } = element.getBoundingClientRect();
    if (left < -0.5 || right > document.documentElement.clientWidth + 0.5) found.push(`beside: ${name(element)}`);
    const hides = getComputedStyle(element).overflowX !== "visible" && !element.matches("textarea, input");
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${name(element)}`);
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`scrolls sideways: ${scrollWidth} in ${clientWidth}`);
  return found;
};

/**
 * Buttons, rows, choices and navigation that are lower than a finger needs. The line of languages stands
 * above the fold of a small phone and is 36 px high; 24 is the norm (WCAG 2.2, 2.5.8).
 */
const low = () =>
  [...document.querySelectorAll("button, summary, fieldset label, nav a, .bar a:not(.skip), textarea, input[type=text]")]
    .filter((target) => target.checkVisibility())
    .filter((target) => target.getBoundingClientRect().height < (target.closest("main nav") ? 36 : 44))
    .map((target) => `${target.textContent.trim()}: ${target.getBoundingClientRect().height}`);

/** All that does not fit on the page that is shown. */
async function misfits(visitor) {
  const found = [];
  for (const size of NARROW) {
    await visitor.resize(size);
    found.push(...(await visitor.look(cut)).map((what) => `${size}: ${what}`));
    found.push(...(await visitor.look(low)).map((what) => `${size}: low: ${what}`));
  }
  for (const size of READING) {
    await visitor.resize(size);
    await visitor.look(() => void (document.documentElement.style.fontSize = "200%"));
    found.push(...(await visitor.look(cut)).map((what) => `${size} at 200 %: ${what}`));
    await visitor.look(() => document.documentElement.removeAttribute("style"));
  }
  return found;
}

/** Where the element in focus stands: how far under the bar, how high, and whether on the screen. */
const coverage = () => {
  const element = document.activeElement;
  const { top, bottom, height } = element.getBoundingClientRect();
  const bar = document.querySelector(".bar");
  const line = bar.contains(element) ? 0 : Math.max(0, bar.getBoundingClientRect().bottom);
  const higher = height > innerHeight - line;
  return { under: higher ? 0 : line - top, height, onScreen: bottom > line && top < innerHeight };
};

/**
 * Chromium scrolls until nothing of the focus is under the bar. Firefox does not scroll to what is
 * in view in part; then at least half of it can be seen.
 */
const isCovered = (name, { under, height, onScreen }) => !onScreen || under > (name === "chromium" ? 0.5 : height / 2);

const focused = () => {
  const { localName, name, value, textContent } = document.activeElement;
  return localName === "body" ? null : [localName, name, value, textContent.trim().slice(0, 30)].join(" ");
};

/** The script puts the server's pages on the screen: one browser shows that it does so well. */
const KINDS = [...BROWSERS.map((name) => [name, false]), ["chromium", true]];

for (const [name, script] of KINDS) {
  describe(`${name} ${script ? "with" : "without"} script`, () => {
    let browser;
    before(async () => (browser = await launch(name, { script })));
    after(() => browser.close());

    test("no first page of another language scrolls sideways or cuts a word", async () => {
      const visitor = await browser.visit();
      for (const language of OTHERS) {
        await visitor.open(`${passage.url}/${language}/`);
        await visitor.openAllRows();
        assert.deepEqual(await misfits(visitor), [], language);
      }
      await visitor.close();
    });

    test("languages, choices and buttons stand apart, also where a browser knows no gap", async () => {
      const visitor = await browser.visit();
      await visitor.open(`${passage.url}/pl/`);
      await visitor.resize(PHONE);
      const [usesGap, close] = await visitor.look(() => {
        const styles = [...document.querySelectorAll("style")].map((style) => style.textContent);
        const pairs = [".langs > *", "fieldset label > *", ".buttons > *"].flatMap((kind) => {
          const found = [...document.querySelectorAll(kind)];
          return found.slice(1).map((element, i) => [found[i], element]);
        });
        const touching = pairs.filter(([one, other]) => {
          const [a, b] = [one, other].map((element) => element.getBoundingClientRect());
          const isBeside = one.parentElement === other.parentElement && a.top < b.bottom && b.top < a.bottom;
          return isBeside && b.left - a.right < 8;
        });
        return [styles.some((style) => /[{;]gap:/.test(style)), touching.map(([, other]) => other.textContent)];
      });
      assert.equal(usesGap, false);
      assert.deepEqual(close, []);
      await visitor.close();
    });

    for (const language of [...LANGUAGES, ...OTHERS]) {
      test(`the open box begins on the first screen and a bit, in ${language}`, async (t) => {
        const visitor = await browser.visit();
        await visitor.open(`${passage.url}/${language}/`);
        await visitor.resize(PHONE);
        const [label, box] = await visitor.look(() => {
          // As wide as the letters of a common phone; and the real page has no banner.
          document.body.style.fontFamily = "Liberation Sans";
          document.querySelector(".banner").style.display = "none";
          const top = (selector) => Math.round(document.querySelector(selector).getBoundingClientRect().top + scrollY);
          return [top("label[for=story]"), top("#story")];
        });
        t.diagnostic(`label at ${label} px, box at ${box} px`);
        assert.ok(label <= 700, `the label begins at ${label}`);
        assert.ok(box <= 820, `the box begins at ${box}`);
        await visitor.close();
      });
    }

    for (const language of LANGUAGES) {
      test(`no page scrolls sideways or cuts a word, in ${language}`, async () => {
        const visitor = await browser.visit();
        const found = {};
        await everyPage(visitor, { site, passage, closed: closed.url, language }, async (page) => {
          for (const what of await misfits(visitor)) (found[what] ??= []).push(page);
        });
        assert.deepEqual(found, {});
        await visitor.close();
      });

      test(`the keyboard reaches everything, and the bar covers nothing of it, in ${language}`, async () => {
        for (const size of TABBING) {
          const visitor = await browser.visit();
          await visitor.open(`${passage.url}/${language}/`);
          await visitor.resize(size);
          await visitor.openAllRows();
          const stops = [];
          const hidden = [];
          const step = async (list) => {
            await visitor.key("Tab");
            const stop = await visitor.look(focused);
            // Firefox scrolls to a text that gets the focus a little later, also away from what comes next.
            if (name === "firefox" && /^(textarea|input code)/.test(stop)) await visitor.settled();
            let found = await visitor.look(coverage);
            if (stop && isCovered(name, found)) {
              await visitor.settled();
              found = await visitor.look(coverage);
            }
            if (stop && isCovered(name, found)) hidden.push({ stop, ...found });
            if (stop) list.push(stop);
            return stop;
          };
          const expected = await visitor.look(() => {
            const radios = new Set([...document.querySelectorAll("input[type=radio]")].map((radio) => radio.name));
            const others = "button, summary, a[href], textarea, input[type=text]:not([tabindex]), input[type=checkbox]";
            return document.querySelectorAll(others).length + radios.size;
          });
          for (let i = 0; i < expected; i += 1) assert.ok(await step(stops), `stop ${i + 1} of ${expected}`);
          assert.match(stops[0], /^button act exit/);
          assert.match(stops[1], /^a /);
          assert.match(stops.at(-1), /^a /);
          const back = [];
          await visitor.page.keyboard.down("Shift");
          while (back.length < expected - 1) await step(back);
          await visitor.page.keyboard.up("Shift");
          assert.deepEqual(back.at(-1), stops[0], "and back");
          assert.deepEqual(hidden, [], String(size));
          await visitor.close();
        }
      });
    }
  });
}
