// With script, moving about loses nothing in silence: links of a page that holds words open in a new
// tab, Back leads to the screen before, and whoever leaves quickly in one tab leaves in all.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPassage, startSite, startWeather } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { wordsOf } from "./words.mjs";

const STORY = "Gordijnverhaal";
const REPLY = "Antwoordwoord";
const words = wordsOf("nl");

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

const start = () => `${passage.url}/nl/`;
/** Back, within the page: no other document is waited for. */
const backTo = async (visitor, what, expression, ...args) => {
  await visitor.look(() => history.back());
  await visitor.until(what, expression, ...args);
};
const isTitle = (title) => document.querySelector("h1")?.textContent === title;
const isWeather = () => document.title === "Weather";

async function type(visitor) {
  await visitor.open(`${weather.url}earlier`);
  await visitor.open(`${weather.url}before`);
  await visitor.open(start());
  await visitor.write("#story", STORY);
}

/** Which ways off the page there are, and which of them open in a new tab. */
const ways = () => {
  const all = [...document.querySelectorAll("a[href], form:has([value=me])")];
  const off = all.filter((way) => way.localName === "form" || (way.protocol.startsWith("http") && !way.getAttribute("href").startsWith("#")));
  const isNew = ({ target, rel }) => target === "_blank" && rel.includes("noopener");
  return { all: all.length, off: off.length, fresh: off.filter(isNew).length, others: all.filter((way) => !off.includes(way) && way.target).length };
};

/** The tab that opens when something is done, once it shows a page. */
async function opened(visitor, act, arrived) {
  const known = await visitor.page.browser().pages();
  await act();
  return eventually("a new tab", async () => {
    for (const page of await visitor.page.browser().pages()) {
      if (!known.includes(page) && (await page.evaluate(arrived).catch(() => false))) return page;
    }
  });
}

/** Waits until something is there. */
async function eventually(what, look) {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not in time: ${what}`);
    await new Promise(setImmediate);
  }
}

for (const name of BROWSERS) {
  describe(name, () => {
    let browser, visitor;
    before(async () => (browser = await launch(name, { script: true })));
    after(() => browser.close());

    const walk = (title, story) =>
      test(title, { timeout: 120_000 }, async () => {
        visitor = await browser.visit();
        await story();
        await visitor.close();
      });

    walk("links open in a new tab once something was typed or chosen, and here when it is gone", async () => {
      await visitor.open(start());
      const { off, fresh, others } = await visitor.look(ways);
      assert.ok(off > 8, `${off} ways`);
      assert.deepEqual([fresh, others], [0, 0]);
      await visitor.write("#story", "w");
      assert.deepEqual(await visitor.look(ways).then(({ fresh, others }) => [fresh, others]), [off, 0]);
      const described = await visitor.look(() => document.getElementById(document.querySelector("footer a").getAttribute("aria-describedby")).textContent);
      assert.equal(described, words("form.leave_tab"));
      await visitor.key("Backspace");
      assert.equal((await visitor.look(ways)).fresh, 0);
      await visitor.choose("minor", "maybe");
      assert.equal((await visitor.look(ways)).fresh, off);
    });

    for (const [what, selector, arrived] of [
      ["what is kept", "footer a", () => location.pathname === "/nl/privacy"],
      ["another language", ".langs a", () => location.pathname === "/en/"],
      ["is it about you", "button[value=me]", () => document.querySelector("input[name=view]")?.value === "me"],
    ]) {
      walk(`a look at another page leaves the text where it is: ${what}`, async () => {
        await type(visitor);
        const other = await opened(visitor, () => visitor.press(selector), arrived);
        assert.equal(await visitor.look(() => document.querySelector("#story").value), STORY);
        await other.close();
      });
    }

    walk("who leaves quickly in one tab leaves in all of them", async () => {
      await type(visitor);
      const isPrivacy = () => document.readyState === "complete" && location.pathname === "/nl/privacy";
      const other = await opened(visitor, () => visitor.press("footer a"), isPrivacy);
      await eventually("the weather there", async () => {
        // The button may be pressed before the tab listens; people see when nothing happens.
        await other.evaluate(() => document.querySelector(".bar button")?.click()).catch(() => {});
        return other.evaluate(isWeather).catch(() => false);
      });
      await visitor.until("the weather here too", isWeather);
      await visitor.page.bringToFront();
      for (const step of ["back", "back", "forward"]) {
        await visitor[step]();
        assert.ok(!(await visitor.everything()).includes(STORY), step);
      }
      await other.close();
    });

    walk("Back after reading over, or after an error, leads to the form with its text", async () => {
      await type(visitor);
      const title = await visitor.heading();
      for (const act of ["check", "check"]) {
        await visitor.pressAndFollow(`button[value=${act}]`);
        assert.equal(await visitor.heading(), words("form.check_title"));
        await visitor.pressAndFollow(`button[value=${act}]`);
        await backTo(visitor, "the form as it was", isTitle, title);
        assert.deepEqual((await visitor.answers()).filter(([, value]) => value), [["story", STORY]]);
      }
      await visitor.look(() => (document.querySelector("#story").value = ""));
      await visitor.pressAndFollow("button[value=send]");
      assert.equal(await visitor.focus(), "section.problem");
      // The link to the field is a way within the page, and no step back.
      await visitor.tabTo(".problem a");
      await visitor.key("Enter");
      await visitor.until("the field", () => location.hash === "#story");
      await visitor.write("#story", STORY);
      await backTo(visitor, "the news is still there", () => location.hash === "" && document.querySelector(".problem") !== null);
      await backTo(visitor, "the form as it was", isTitle, title);
      assert.equal(await visitor.look(() => document.querySelector(".wrong, [aria-invalid]")), null);
      assert.equal(await visitor.look(() => document.querySelector("#story").value), STORY);
      await visitor.look(() => history.forward());
      await visitor.pressAndFollow("button[value=send]");
      assert.equal(await visitor.heading(), words("token.sent_title"));
    });

    walk("Back does not lose a code, and never shows what was sent", async () => {
      await type(visitor);
      await visitor.pressAndFollow("button[value=check]");
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      await visitor.pressAndFollow("button[value=withdraw]");
      await backTo(visitor, "the code", () => document.querySelector(".code") !== null);
      assert.equal(await visitor.code(), code);
      assert.ok(await visitor.look(() => document.body.matches(".codes")), "printed, it is the code alone");
      await visitor.look(() => new Promise((resolve) => {
        addEventListener("popstate", () => resolve(), { once: true });
        history.back();
      }));
      assert.equal(await visitor.code(), code);
      assert.ok(!(await visitor.everything()).includes(STORY));
      assert.equal((await visitor.look(ways)).fresh, (await visitor.look(ways)).off, "and no link leads away from it");
    });

    walk("Back leads from withdrawing to the answers, and from there to the form", async () => {
      const known = await site.ids();
      await type(visitor);
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      await site.reply(await site.newSince(known), REPLY);
      await visitor.open(start());
      await visitor.write("#story", STORY);
      await visitor.typeCode(code);
      await visitor.follow(() => visitor.key("Enter"));
      await visitor.pressAndFollow("button[value=withdraw]");
      await backTo(visitor, "the answer", (reply) => document.body.innerText.includes(reply), REPLY);
      await backTo(visitor, "the form", () => document.querySelector("#story") !== null);
      assert.equal(await visitor.look(() => document.querySelector("#story").value), STORY);
      assert.equal(await visitor.look(() => document.querySelector("#code").value), "", "the code is not shown again");
    });

    for (const kept of [false, true]) {
      walk(`who leaves quickly after any of this goes back to the page before, and finds nothing${kept ? ", nor does a browser that keeps pages" : ""}`, async () => {
        passage.kept = kept;
        await type(visitor);
        await visitor.pressAndFollow("button[value=check]");
        await visitor.look(() => history.back());
        await visitor.until("the form", () => document.querySelector(".langs") !== null);
        await visitor.pressAndFollow("button[value=check]");
        await visitor.leave(weather);
        await visitor.back();
        assert.equal(await visitor.look(() => location.pathname), "/before");
        for (const step of ["forward", "forward"]) {
          await visitor[step]();
          assert.ok(!(await visitor.everything()).includes(STORY), step);
        }
        passage.kept = false;
      });

      walk(`who goes elsewhere by an address finds an empty form on the way back${kept ? ", in a browser that keeps pages" : ""}`, async () => {
        passage.kept = kept;
        await type(visitor);
        await visitor.pressAndFollow("button[value=check]");
        await visitor.open(`${weather.url}elsewhere`);
        await visitor.back();
        await visitor.until("a fresh form", () => document.querySelector(".langs") !== null && document.querySelector("#story") !== null);
        assert.ok(!(await visitor.everything()).includes(STORY));
        passage.kept = false;
      });
    }

    walk("no pull at the page reloads it", async () => {
      await type(visitor);
      const held = () => getComputedStyle(document.documentElement).overscrollBehaviorY;
      assert.equal(await visitor.look(held), "contain");
      await visitor.pressAndFollow("button[value=send]");
      assert.equal(await visitor.look(held), "contain");
    });
  });
}
