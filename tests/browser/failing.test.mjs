// With script, whatever goes wrong after a press ends in words that are true, and in a choice that
// helps: no text is lost, nothing is sent twice, and what nobody knows is not told as known.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { BELIEVES_PASSAGE, HEAVY_STORY, startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { wordsOf } from "./words.mjs";

const STORY = "Gordijnverhaal met een raam";
const MESSAGE = "Vervolgbericht";
const REPORTS = "/api/v1/reports";
const words = wordsOf("nl");

let site, passage;
before(async () => {
  site = await startSite({ exit: "https://127.0.0.1:1/", more: BELIEVES_PASSAGE });
  passage = await startPassage(site.address);
});
after(async () => {
  passage.stop();
  await site.stop();
});

const start = () => `${passage.url}/nl/`;
const posts = (path) => passage.sent.filter(({ method, url }) => method === "POST" && url === path);
const isPost = ({ method, url }) => method === "POST" && url.startsWith("/api/");
const isApi = ({ url }) => url.startsWith("/api/");

async function fillIn(visitor) {
  await visitor.open(start());
  await visitor.write("#story", STORY);
}

/** The one report that is new, with its entries. */
const theNew = async (known) => site.read(await site.newSince(known));

/** Waits for news under a heading, with a sentence; the text is still there. */
async function says(visitor, title, sentence, kept = { selector: "#story", text: STORY }) {
  await visitor.until(title, (title) => document.querySelector(".problem h1")?.textContent === title, words(title));
  assert.ok((await visitor.text()).includes(words(sentence).split("{")[0].trim()), await visitor.text());
  assert.equal(await visitor.focus(), "section.problem");
  if (kept) assert.equal(await visitor.look((selector) => document.querySelector(selector).value, kept.selector), kept.text);
}

const offers = (visitor) => visitor.look(() => [...document.querySelectorAll("[data-again], [data-server]")].map((button) => Object.keys(button.dataset)[0]));
const statusIs = (visitor, key) =>
  visitor.until(key, (text) => [...document.querySelectorAll("[role=status]")].some((line) => line.textContent === text), words(key));
const isSent = (visitor) => visitor.until("it is sent", (title) => document.querySelector("h1")?.textContent === title, words("token.sent_title"));

/** A page in which a minute takes half a second. */
async function hurry(visitor) {
  await visitor.look(() => {
    const whole = window.setTimeout;
    window.setTimeout = (act, time, ...more) => whole(act, time / 120, ...more);
  });
}

/** Something of the browser that does not work any more, until it is mended. */
const breakIn = (visitor, path) =>
  visitor.look((path) => {
    const names = path.split(".");
    const last = names.pop();
    const owner = names.reduce((object, name) => object[name], window);
    const whole = owner[last];
    owner[last] = () => {
      throw new Error("broken");
    };
    window.mend = () => (owner[last] = whole);
  }, path);

for (const name of BROWSERS) {
  describe(name, () => {
    let browser, visitor, known;
    before(async () => (browser = await launch(name, { script: true })));
    after(() => browser.close());
    afterEach(() => passage.reset());

    const walk = (title, story) =>
      test(title, async () => {
        visitor = await browser.visit();
        known = await site.ids();
        await story();
        await visitor.close();
      });

    for (const path of ["SubtleCrypto.prototype.deriveBits", "TextEncoder.prototype.encode", "Document.prototype.importNode", "Document.prototype.createTreeWalker"]) {
      walk(`a report whose sealing or page breaks ends in a choice, and goes at the next press: ${path}`, async () => {
        await fillIn(visitor);
        passage.sent.length = 0;
        await breakIn(visitor, path);
        await visitor.press("button[value=send]");
        await says(visitor, "errors.nothing_sent", "errors.seal");
        assert.deepEqual(passage.sent, [], "nothing left the browser");
        const labels = await visitor.look(() => [...document.querySelectorAll("main button[type=button]")].map((button) => button.textContent));
        assert.deepEqual(labels, [words("errors.seal_again"), words("errors.seal_server")]);
        await visitor.look(() => void window.mend());
        await visitor.press("main button[type=button]");
        await isSent(visitor);
        assert.equal((await theNew(known)).entries.length, 1);
      });
    }

    walk("reading over that breaks ends in the same choice, and the server can do it", async () => {
      await fillIn(visitor);
      await breakIn(visitor, "Document.prototype.importNode");
      await visitor.press("button[value=check]");
      await says(visitor, "errors.nothing_sent", "errors.seal");
      await visitor.look(() => void window.mend());
      assert.equal(await visitor.pressAndFollow("main button[type=button] + button"), 200);
      assert.equal(await visitor.heading(), words("form.check_title"));
      assert.deepEqual(await site.ids(), known);
    });

    walk("a message, a look-up and a withdrawal that break end in words, and go at the next press", async () => {
      await fillIn(visitor);
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      await visitor.write("#message", MESSAGE);
      const { id } = await theNew(known);
      for (const path of ["TextEncoder.prototype.encode", "Document.prototype.importNode"]) {
        await breakIn(visitor, path);
        await visitor.press("button[value=message]");
        await says(visitor, "errors.nothing_sent", "errors.seal", { selector: "#message", text: MESSAGE });
        assert.equal(await visitor.code(), code, "the code stays in sight");
        await visitor.look(() => void window.mend());
      }
      await visitor.pressAndFollow("button[value=message]");
      assert.equal(await visitor.heading(), words("replies.written_title"));
      for (const path of ["SubtleCrypto.prototype.deriveBits", "Document.prototype.importNode"]) {
        await breakIn(visitor, path);
        await visitor.press("button[value=look]");
        await says(visitor, "errors.heading", "errors.load", null);
        await visitor.look(() => void window.mend());
      }
      await visitor.press("button[value=look]");
      await visitor.until("no reply", (title) => document.querySelector("h1").textContent === title, words("replies.none"));
      await visitor.pressAndFollow("button[value=withdraw]");
      await breakIn(visitor, "SubtleCrypto.prototype.deriveBits");
      await visitor.press("button[value=withdraw-yes]");
      await visitor.until("words", () => document.querySelector(".problem") !== null);
      await visitor.look(() => void window.mend());
      await visitor.press("button[value=withdraw-yes]");
      await visitor.until("it is done", (title) => document.querySelector("h1").textContent === title, words("withdrawal.done"));
      assert.equal((await site.inbox()).find((report) => report.id === id).withdrawn, true);
    });

    walk("where a part is missing the server does it all", async () => {
      passage.rewrite = (html) => html.replace('id="sent"', 'id="other"');
      const plain = await browser.visit();
      plain.script = false;
      await plain.open(start());
      await plain.until("it has asked", () => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith("/parts")));
      await plain.write("#story", STORY);
      assert.equal(await plain.pressAndFollow("button[value=send]"), 200);
      assert.equal(await plain.heading(), words("token.sent_title"));
      await plain.close();
    });

    walk("pressing again while it is on its way is the same press, and a line says what is going on", async () => {
      await fillIn(visitor);
      assert.deepEqual(await visitor.look(() => [...document.querySelectorAll("form:has(#story) [role=status]")].map((line) => line.textContent)), [""]);
      await hurry(visitor);
      passage.requests.length = 0;
      const { arrived, release } = passage.hold();
      await visitor.press("button[value=send]");
      await statusIs(visitor, "form.sending");
      await arrived;
      await visitor.press("button[value=send]");
      await statusIs(visitor, "form.sending_long");
      await visitor.press("button[value=send]");
      assert.equal(await visitor.look(() => document.querySelector("button[value=send]").disabled), false);
      release();
      await isSent(visitor);
      assert.deepEqual(passage.requests, [`POST ${REPORTS}`]);
      assert.equal((await theNew(known)).entries.length, 1);
    });

    walk("other words take the place of those that are on their way, under the same code", async () => {
      await fillIn(visitor);
      const { arrived, release } = passage.hold();
      await visitor.press("button[value=send]");
      await arrived;
      await visitor.write("#story", " en meer");
      await visitor.press("button[value=send]");
      release();
      await isSent(visitor);
      const { entries } = await theNew(known);
      assert.ok(entries.some(({ answers }) => answers.story.includes(" en meer")), JSON.stringify(entries));
    });

    walk("a line says what is going on while replies are fetched and a report is withdrawn", async () => {
      await fillIn(visitor);
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      await visitor.open(start());
      await visitor.typeCode(code);
      let { release } = passage.hold();
      await visitor.key("Enter");
      await statusIs(visitor, "replies.loading");
      release();
      await visitor.until("no reply", (title) => document.querySelector("h1").textContent === title, words("replies.none"));
      await visitor.pressAndFollow("button[value=withdraw]");
      ({ release } = passage.hold());
      await visitor.press("button[value=withdraw-yes]");
      await statusIs(visitor, "withdrawal.working");
      release();
      await visitor.until("it is done", (title) => document.querySelector("h1").textContent === title, words("withdrawal.done"));
    });

    walk("where nothing moves any more it ends, and nobody says that nothing was sent", async () => {
      await fillIn(visitor);
      await hurry(visitor);
      const { arrived, release } = passage.hold();
      await visitor.press("button[value=send]");
      await arrived;
      await statusIs(visitor, "form.sending_long");
      await visitor.until("it ends", () => document.querySelector("[role=status]:not(:empty)") === null || document.querySelector(".problem") !== null);
      release();
      await says(visitor, "errors.unsure_title", "errors.unsure");
      await visitor.press("[data-again]");
      await isSent(visitor);
      assert.equal((await theNew(known)).entries.length, 1);
    });

    walk("a long report on a line of three kilobytes a second arrives once, however often one presses", async () => {
      await visitor.open(start());
      const long = "Het gordijn is altijd dicht. ".repeat(689).slice(0, 20_000).trim();
      await visitor.look((long) => (document.querySelector("#story").value = long), long);
      passage.slow = 3000;
      passage.sent.length = 0;
      await visitor.press("button[value=send]");
      await statusIs(visitor, "form.sending");
      let pressed = 0;
      const title = words("token.sent_title");
      while ((await visitor.heading()) !== title) {
        // Every eight seconds, as the page says one may.
        if ((passage.through ?? 0) < pressed + 8 * passage.slow) continue;
        pressed = passage.through;
        await visitor.look(() => document.querySelector("button[value=send]")?.click());
      }
      assert.ok(pressed > 0, "it was pressed again");
      assert.equal(posts(REPORTS).length, 1);
      const { entries } = await theNew(known);
      assert.deepEqual(entries.map(({ answers }) => answers.story), [long]);
    });

    walk("a page of another in place of the answer: it may have arrived, and the same code follows", async () => {
      await fillIn(visitor);
      passage.sent.length = 0;
      passage.replaces = isPost;
      await visitor.press("button[value=send]");
      await says(visitor, "errors.unsure_title", "errors.unsure");
      assert.equal((await theNew(known)).entries.length, 1, "it did arrive");
      await visitor.pressAndFollow("button[value=check]");
      assert.ok(!(await visitor.text()).includes(words("form.check_text")), "nor when it is read over");
      passage.replaces = undefined;
      await visitor.press("button[value=send]");
      await isSent(visitor);
      assert.equal(new Set(posts(REPORTS).map(({ body }) => body)).size, 1, "the same bytes");
      assert.equal((await theNew(known)).entries.length, 1);
    });

    walk("what is sent by the server after a lost answer is the same report, under the same code", async () => {
      await fillIn(visitor);
      passage.replaces = isPost;
      await visitor.press("button[value=send]");
      await says(visitor, "errors.unsure_title", "errors.unsure");
      assert.deepEqual(await offers(visitor), ["again", "server"]);
      assert.equal(await visitor.pressAndFollow("[data-server]"), 200);
      const code = await visitor.code();
      passage.reset();
      const { id, entries } = await theNew(known);
      assert.equal(entries.length, 1);
      await site.reply(id, "Dank je.");
      await visitor.lookUp(start(), code);
      assert.equal(await visitor.heading(), words("replies.title"));
    });

    walk("a message and a withdrawal whose answers are lost are not told as undone", async () => {
      await fillIn(visitor);
      await visitor.pressAndFollow("button[value=send]");
      await visitor.write("#message", MESSAGE);
      passage.replaces = isPost;
      await visitor.press("button[value=message]");
      await says(visitor, "errors.unsure_title", "errors.unsure_message", { selector: "#message", text: MESSAGE });
      passage.replaces = undefined;
      await visitor.pressAndFollow("button[value=message]");
      assert.equal((await theNew(known)).entries.length, 2);
      await visitor.pressAndFollow("button[value=look]");
      await visitor.pressAndFollow("button[value=withdraw]");
      passage.replaces = isPost;
      await visitor.press("button[value=withdraw-yes]");
      await says(visitor, "errors.unsure_title", "errors.withdraw_unsure", null);
      passage.replaces = undefined;
      await visitor.press("button[value=withdraw-yes]");
      await visitor.until("it is done", (title) => document.querySelector("h1").textContent === title, words("withdrawal.done"));
    });

    walk("the server is offered where it helps: what the script asks is stopped, and the page is not", async () => {
      for (const stops of [isPost, isApi]) {
        const before = await site.ids();
        await fillIn(visitor);
        passage.stops = stops;
        passage.sent.length = 0;
        await visitor.press("button[value=send]");
        await says(visitor, "errors.unsure_title", "errors.unsure");
        assert.deepEqual(await offers(visitor), ["again", "server"]);
        assert.equal(await visitor.pressAndFollow("[data-server]"), 200);
        assert.equal(await visitor.heading(), words("token.sent_title"));
        passage.reset();
        assert.equal((await theNew(before)).entries.length, 1);
      }
    });

    walk("the server is not offered where it would do no better: nothing is reached, or it is busy", async () => {
      await fillIn(visitor);
      passage.away = true;
      await visitor.press("button[value=send]");
      await says(visitor, "errors.unsure_title", "errors.unsure");
      assert.deepEqual(await offers(visitor), ["again"]);
      passage.reset();
      await fillIn(visitor);
      await visitor.look((story) => (document.querySelector("#story").value = story), HEAVY_STORY);
      passage.busy = true;
      await visitor.press("button[value=send]");
      await says(visitor, "errors.nothing_sent", "errors.busy", { selector: "#story", text: HEAVY_STORY });
      assert.deepEqual(await offers(visitor), ["again"]);
    });

    walk("offline nothing is tried, and that is what it says", async () => {
      await fillIn(visitor);
      passage.sent.length = 0;
      passage.away = true;
      await visitor.look(() => Object.defineProperty(navigator, "onLine", { value: false, configurable: true }));
      await visitor.press("button[value=send]");
      await says(visitor, "errors.nothing_sent", "errors.offline");
      assert.deepEqual(await offers(visitor), ["again"]);
      assert.deepEqual(posts(REPORTS), []);
      passage.away = false;
      // A browser that says so wrongly is in the way of nothing.
      await visitor.press("[data-again]");
      await isSent(visitor);
      assert.equal((await theNew(known)).entries.length, 1);
    });

    walk("fields that others put into the form are not sent, and keep nobody waiting", async () => {
      await fillIn(visitor);
      await visitor.choose("minor", "maybe");
      await visitor.look(() => {
        const form = document.querySelector("form:has(#story)");
        const put = (name, value) => {
          const field = document.createElement("input");
          Object.assign(field, { type: "hidden", name, value });
          form.append(field);
        };
        for (const name of ["ext-field", "_charset_", "token", "form", "story", 'a"]b', "minor"]) put(name, "Fremdwort");
        form.addEventListener("formdata", (event) => {
          event.formData.append("csrf", "Fremdwort");
          event.formData.append('c"]d', "Fremdwort");
          throw new Error("of an extension");
        });
      });
      await visitor.press("button[value=send]");
      const ends = [words("token.sent_title"), words("errors.nothing_sent")];
      await visitor.until("it ends in words", (ends) => ends.includes(document.querySelector("h1").textContent), ends);
      if ((await visitor.heading()) === words("errors.nothing_sent")) return assert.deepEqual(await site.ids(), known);
      const { entries } = await theNew(known);
      assert.deepEqual(entries.map(({ answers }) => Object.keys(answers).sort()), [["minor", "story"]]);
      assert.ok(!JSON.stringify(entries).includes("Fremdwort"), JSON.stringify(entries));
    });
  });
}
