// Leave quickly: the screen is empty at the press, and the history leads back to nothing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { coloursBelow } from "./screen.mjs";
import { startPassage, startSite, startWeather } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { LANGUAGES } from "./words.mjs";

const STORY = "Gordijnverhaal";
const WHERE = "Ringwegadres";
const CARE = "Nachtportiersnaam";
const REPLY = "Antwoordwoord";
const TYPED = [STORY, WHERE, CARE];

let weather, site, passage;
before(async () => {
  weather = await startWeather();
  site = await startSite({ exit: weather.url });
  passage = await startPassage(site.address);
});
after(async () => {
  passage.stop();
  await site.stop();
  weather.stop();
});

const start = (language) => `${passage.url}/${language}/`;

async function type(visitor, language) {
  await visitor.open(`${weather.url}earlier`);
  await visitor.open(`${weather.url}before`);
  await visitor.open(start(language));
  await visitor.write("#story", STORY);
  await visitor.write("#where", WHERE);
  await visitor.choose("minor", "maybe");
  await visitor.write("#care", CARE);
}

/** Sends a report; gives its groups. */
async function send(visitor, language) {
  await type(visitor, language);
  await visitor.pressAndFollow("button[value=send]");
  const groups = await visitor.groups();
  assert.equal(groups.length, 7);
  return groups;
}

/** Opens the page with an answer of the desk to one's report. */
async function readReply(visitor, language) {
  const known = await site.ids();
  const groups = await send(visitor, language);
  const id = await site.newSince(known);
  await site.reply(id, REPLY);
  await visitor.lookUp(start(language), groups.join(" "));
  assert.ok((await visitor.text()).includes(REPLY));
  return groups;
}

/** Leaves, goes back twice and forward once, and finds no word, no choice and no code anywhere. */
async function leavesNothing(visitor, groups = [], leave = () => visitor.leave(weather)) {
  await leave();
  for (const step of ["back", "back", "forward"]) {
    await visitor[step]();
    const all = await visitor.everything();
    for (const word of [...TYPED, REPLY]) assert.ok(!all.includes(word), `${step} shows ${word}`);
    assert.equal(await visitor.look(() => document.querySelector("input:checked")), null, `${step} shows a choice`);
    if (!groups.length) continue;
    assert.ok(!all.replace(/[^0-9A-Z]/g, "").includes(groups.join("")), `${step} holds the code`);
    // Four letters stand by chance in a browser's own notice, but not where one can read them.
    const text = await visitor.text();
    for (const group of groups) assert.ok(!text.includes(group), `${step} shows ${group}`);
  }
}

const isHidden = () => {
  const others = document.querySelectorAll(".bar ~ *");
  return others.length > 2 && [...others].every((element) => getComputedStyle(element).visibility === "hidden");
};

for (const name of BROWSERS) {
  for (const script of [false, true]) {
    describe(`${name} ${script ? "with" : "without"} script`, () => {
      let browser;
      before(async () => (browser = await launch(name, { script })));
      after(() => browser.close());

      if (name === "chromium" && !script) {
        test("its back/forward cache is on, and brings back what was typed when one leaves by an address", async () => {
          const visitor = await browser.visit();
          await type(visitor, "nl");
          await visitor.look(() => void (document.documentElement.dataset.kept = ""));
          await visitor.open(`${weather.url}elsewhere`);
          await visitor.back();
          assert.ok(await visitor.look(() => "kept" in document.documentElement.dataset), "the same document");
          assert.ok((await visitor.everything()).includes(STORY));
          await visitor.close();
        });
      }

      if (script) {
        test("a page that a browser kept comes back empty, and is asked for anew", async () => {
          // Else no browser keeps a page whose script was told to store nothing.
          passage.kept = true;
          const visitor = await browser.visit();
          await type(visitor, "nl");
          const token = () => visitor.look(() => document.querySelector("[name=token]")?.value);
          const before = await token();
          await visitor.look(() => addEventListener("pageshow", ({ persisted }) => void (localStorage.kept = persisted)));
          await visitor.open(`${weather.url}elsewhere`);
          await visitor.back();
          await visitor.until("a fresh page", (before) => {
            const token = document.querySelector("[name=token]")?.value;
            return token && token !== before;
          }, before);
          assert.equal(await visitor.look(() => localStorage.kept), "true");
          passage.kept = false;
          const all = await visitor.everything();
          for (const word of TYPED) assert.ok(!all.includes(word), word);
          assert.equal(await visitor.look(() => document.querySelector("input:checked")), null);
          await visitor.close();
        });

        test("Shift with another key, or with a press of the mouse between, leaves nothing", async () => {
          const visitor = await browser.visit();
          await type(visitor, "nl");
          for (const held of ["Alt", "Control", "Meta"]) {
            await visitor.page.keyboard.down(held);
            for (let times = 0; times < 3; times += 1) await visitor.key("Shift");
            await visitor.page.keyboard.up(held);
            assert.ok((await visitor.everything()).includes(STORY), held);
          }
          await visitor.write("#story", " ");
          for (let times = 0; times < 2; times += 1) await visitor.key("Shift");
          await visitor.write("#story", " ");
          await visitor.page.keyboard.down("Shift");
          assert.ok((await visitor.everything()).includes(STORY), "held, and not let go");
          await visitor.page.keyboard.up("Shift");
          await visitor.page.keyboard.down("Shift");
          await visitor.key("Tab");
          await visitor.page.keyboard.up("Shift");
          await visitor.key("Shift");
          assert.ok((await visitor.everything()).includes(STORY), "with Tab");
          await visitor.close();
        });

        test("Shift three times leaves, but not with a letter between", async () => {
          const visitor = await browser.visit();
          await type(visitor, "nl");
          for (const key of ["Shift", "Shift", "a", "Shift", "Shift"]) await visitor.key(key);
          assert.ok((await visitor.everything()).includes(STORY));
          await leavesNothing(visitor, [], async () => {
            await visitor.key("Shift");
            await visitor.until("the weather", () => document.title === "Weather");
          });
          await visitor.close();
        });
      }

      // The page's words make no difference to a script.
      for (const language of script ? ["nl"] : LANGUAGES) {
        test(`what was typed does not come back, in ${language}`, async () => {
          const visitor = await browser.visit();
          await type(visitor, language);
          await leavesNothing(visitor);
          await visitor.close();
        });

        test(`what was read over does not come back, in ${language}`, async () => {
          const visitor = await browser.visit();
          await type(visitor, language);
          await visitor.pressAndFollow("button[value=check]");
          await leavesNothing(visitor);
          await visitor.close();
        });

        test(`the code does not come back, in ${language}`, async () => {
          const visitor = await browser.visit();
          await leavesNothing(visitor, await send(visitor, language));
          await visitor.close();
        });

        test(`an answer does not come back, in ${language}`, async () => {
          const visitor = await browser.visit();
          await leavesNothing(visitor, await readReply(visitor, language));
          await visitor.close();
        });
      }

      test("a server that does not answer leaves an empty screen", async () => {
        const visitor = await browser.visit();
        await type(visitor, "nl");
        assert.equal(await visitor.look(isHidden), false);
        const bar = await visitor.look(() => Math.ceil(document.querySelector(".bar").getBoundingClientRect().bottom));
        // Firefox may draw the bar's line on the row below it.
        const colours = async () => coloursBelow(bar + 1, await visitor.screenshot()).size;
        assert.ok((await colours()) > 1, "something is on the screen");
        await visitor.reach(".bar button");
        await visitor.page.mouse.down();
        await visitor.until("empty while it is pressed", isHidden);
        const { arrived, release } = passage.hold();
        passage.requests.length = 0;
        await visitor.page.mouse.up();
        try {
          // With script nothing is asked but cover, and nothing is waited for.
          if (!script) {
            await arrived;
            assert.equal(await colours(), 1, "still empty while nothing comes");
          } else {
            await visitor.until("the weather", () => document.title === "Weather");
          }
        } finally {
          release();
        }
        await visitor.until("the weather", () => document.title === "Weather");
        assert.deepEqual(passage.requests, [script ? "POST /api/v1/cover" : "POST /nl/"]);
        await visitor.close();
      });

      test("the button stays on the screen where a keyboard leaves little of it", async () => {
        const visitor = await browser.visit();
        await visitor.open(start("nl"));
        for (const size of [[360, 300], [740, 360]]) {
          await visitor.resize(size);
          await visitor.write("#story", "a");
          await visitor.write("#care", "b");
          const [top, bottom] = await visitor.look(() => {
            const { top, bottom } = document.querySelector(".bar button").getBoundingClientRect();
            return [top, innerHeight - bottom];
          });
          assert.ok(top >= 0 && bottom >= 0, `${size}: ${top}, ${bottom}`);
          assert.equal(await visitor.focus(), "care");
        }
        await visitor.close();
      });

      test("tabbing to it hides nothing, and its key leads away", async () => {
        const visitor = await browser.visit();
        await visitor.open(`${weather.url}before`);
        await visitor.open(start("nl"));
        await visitor.key("Tab");
        assert.ok(await visitor.look(() => document.activeElement.matches(".bar button:focus-visible")));
        assert.equal(await visitor.look(isHidden), false);
        await visitor.key("Tab");
        assert.ok(await visitor.look(() => document.activeElement.matches(".bar .skip:focus-visible")));
        assert.equal(await visitor.look(isHidden), false);
        await visitor.page.keyboard.down("Shift");
        await visitor.key("Tab");
        await visitor.page.keyboard.up("Shift");
        await visitor.key("Enter");
        await visitor.until("the weather", () => document.title === "Weather");
        await visitor.close();
      });
    });
  }
}
