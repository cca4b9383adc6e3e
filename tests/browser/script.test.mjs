// What the script does and does not: what leaves the browser, what fails, and who then chooses.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { BELIEVES_PASSAGE, HEAVY_STORY, startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { LANGUAGES, wordsOf } from "./words.mjs";

const STORY = "Gordijnverhaal met een raam";
const CARE = "Nachtportiersnaam";
const MESSAGE = "Vervolgbericht";
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

const start = (language = "nl") => `${passage.url}/${language}/`;
const posts = (path) => passage.sent.filter(({ method, url }) => method === "POST" && url === path);
const REPORTS = "/api/v1/reports";

async function fillIn(visitor, language = "nl") {
  await visitor.open(start(language));
  await visitor.write("#story", STORY);
  await visitor.choose("minor", "maybe");
  await visitor.write("#care", CARE);
}

/** The one report that is new, with its entries. */
const theNew = async (known) => site.read(await site.newSince(known));

/** Everything that was typed is there, under a heading that does not say that it was sent. */
async function isKept(visitor, sentence, title = words("errors.nothing_sent"), story = STORY) {
  assert.equal(await visitor.heading(), title);
  assert.equal(await visitor.focus(), "section.problem");
  assert.ok((await visitor.text()).includes(sentence), sentence);
  assert.ok((await visitor.text()).includes("033‑448"), "the numbers are there");
  const typed = (await visitor.answers()).filter(([, value]) => value);
  assert.deepEqual(typed, [["story", story], ["care", CARE], ["minor", "maybe"]]);
}

/** The whole story; gives the code. */
async function live(visitor, language) {
  const known = await site.ids();
  await fillIn(visitor, language);
  await visitor.pressAndFollow("button[value=check]");
  await visitor.pressAndFollow("button[value=send]");
  const code = await visitor.code();
  const { id } = await theNew(known);
  await site.reply(id, "Dank je.");
  await visitor.lookUp(start(language), code);
  await visitor.write("#message", MESSAGE);
  await visitor.pressAndFollow("button[value=message]");
  await visitor.pressAndFollow("button[value=look]");
  await visitor.pressAndFollow("button[value=withdraw]");
  await visitor.pressAndFollow("button[value=withdraw-yes]");
  return code;
}

for (const name of BROWSERS) {
  describe(name, () => {
    let browser, plain;
    before(async () => {
      browser = await launch(name, { script: true });
      plain = await launch(name, { script: true, plain: true });
    });
    after(async () => {
      await browser.close();
      await plain.close();
    });

    afterEach(() => passage.reset());

    for (const language of LANGUAGES) {
      test(`no word and no code leaves the browser, in ${language}`, async () => {
        const visitor = await browser.visit();
        passage.sent.length = 0;
        const code = await live(visitor, language);
        const all = JSON.stringify(passage.sent);
        const bare = all.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
        for (const word of [STORY, CARE, MESSAGE, "Gordijn", "maybe"]) assert.ok(!all.includes(word), word);
        assert.ok(!bare.includes(code), "the code");
        const asked = new Set(passage.sent.map(({ method, url }) => `${method} ${url.replace(/[0-9a-f]{64}/, "…")}`));
        assert.deepEqual([...asked].sort(), [
          "GET /api/v1/site",
          `GET /${language}/`,
          `GET /${language}/parts`,
          "GET /script/….js",
          "POST /api/v1/mailbox",
          "POST /api/v1/mailbox/messages",
          "POST /api/v1/mailbox/withdraw",
          "POST /api/v1/reports",
        ]);
        await visitor.close();
      });
    }

    test("nothing is kept in the browser, and no dialog asks anything", async () => {
      const visitor = await browser.visit();
      const dialogs = [];
      visitor.page.on("dialog", (dialog) => dialogs.push(dialog.message()) && dialog.accept());
      await live(visitor, "nl");
      const kept = await visitor.look(async () => ({
        local: localStorage.length,
        session: sessionStorage.length,
        databases: (await indexedDB.databases()).length,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
        cookies: document.cookie,
        history: history.length,
      }));
      assert.deepEqual({ ...kept, history: 0 }, { local: 0, session: 0, databases: 0, workers: 0, cookies: "", history: 0 });
      await fillIn(visitor);
      await visitor.page.goto("about:blank").catch(() => {});
      assert.deepEqual(dialogs, []);
      await visitor.close();
    });

    test("a double press is one entry", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      await fillIn(visitor);
      await visitor.follow(async () => {
        await visitor.press("button[value=send]");
        await visitor.page.mouse.down();
        await visitor.page.mouse.up();
      });
      assert.equal(await visitor.heading(), words("token.sent_title"));
      assert.equal((await theNew(known)).entries.length, 1);
      await visitor.close();
    });

    test("a lost answer is asked for again with the same bytes, and is one entry", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      await fillIn(visitor);
      passage.sent.length = 0;
      passage.cut = true;
      await visitor.pressAndFollow("button[value=send]");
      await isKept(visitor, words("errors.unsure"), words("errors.unsure_title"));
      passage.cut = false;
      await visitor.pressAndFollow("[data-again]");
      assert.equal(await visitor.heading(), words("token.sent_title"));
      const bodies = new Set(posts(REPORTS).map(({ body }) => body));
      assert.ok(posts(REPORTS).length >= 2);
      assert.equal(bodies.size, 1, "the same bytes");
      assert.equal((await theNew(known)).entries.length, 1);
      await visitor.close();
    });

    test("without a connection everything stays, and goes when there is one", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      await fillIn(visitor);
      passage.away = true;
      await visitor.pressAndFollow("button[value=send]");
      await isKept(visitor, words("errors.unsure"), words("errors.unsure_title"));
      await visitor.pressAndFollow("button[value=send]");
      await isKept(visitor, words("errors.unsure"), words("errors.unsure_title"));
      passage.away = false;
      assert.deepEqual(await site.ids(), known);
      await visitor.pressAndFollow("button[value=send]");
      assert.equal((await theNew(known)).entries.length, 1);
      await visitor.close();
    });

    test("the server seals only when it is chosen, and with the form's own code where the browser has none", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      await fillIn(visitor);
      const own = await visitor.look(() => document.querySelector("[name=token]").value);
      await visitor.look(() => (SubtleCrypto.prototype.deriveBits = () => Promise.reject(new Error("broken"))));
      await visitor.pressAndFollow("button[value=send]");
      passage.sent.length = 0;
      assert.equal(await visitor.pressAndFollow("[data-server]"), 200);
      assert.equal(await visitor.code(), own.replaceAll("-", ""));
      assert.deepEqual([posts(REPORTS).length, posts("/nl/").length], [0, 1]);
      assert.equal((await theNew(known)).entries.length, 1);
      await visitor.close();
    });

    test("where sealing fails nothing is sent, and it can be tried again", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      for (const method of ["deriveBits", "sign"]) {
        await fillIn(visitor);
        passage.sent.length = 0;
        await visitor.look((method) => {
          const whole = SubtleCrypto.prototype[method];
          SubtleCrypto.prototype[method] = () => Promise.reject(new Error("broken"));
          window.mend = () => (SubtleCrypto.prototype[method] = whole);
        }, method);
        await visitor.pressAndFollow("button[value=send]");
        await isKept(visitor, words("errors.seal"));
        assert.deepEqual(passage.sent, []);
        await visitor.look(() => void window.mend());
        await visitor.pressAndFollow("[data-again]");
        assert.equal(await visitor.heading(), words("token.sent_title"), method);
      }
      assert.equal((await site.ids()).length, known.length + 2);
      await visitor.close();
    });

    test("whatever fails within the script, no press sends the text in clear", async () => {
      for (const act of ["check", "send"]) {
        const visitor = await browser.visit();
        await fillIn(visitor);
        passage.sent.length = 0;
        await visitor.look(() => {
          document.importNode = () => {
            throw new Error("broken");
          };
          document.documentElement.dataset.same = "";
        });
        await visitor.press(`button[value=${act}]`);
        // Asked for after the press, by the page that is still there.
        assert.equal(await visitor.look(() => fetch("/nl/privacy").then((answer) => answer.status)), 200);
        assert.ok(await visitor.look(() => "same" in document.documentElement.dataset), act);
        assert.ok(!JSON.stringify(passage.sent).includes("Gordijn"), act);
        assert.deepEqual(posts("/nl/"), [], act);
        await visitor.close();
      }
    });

    test("too much at once, and the text stays", async () => {
      const visitor = await browser.visit();
      await fillIn(visitor);
      await visitor.look((story) => (document.querySelector("#story").value = story), HEAVY_STORY);
      passage.busy = true;
      await visitor.pressAndFollow("button[value=send]");
      passage.busy = false;
      const [before] = words("errors.busy").split("{");
      await isKept(visitor, before.trim(), words("errors.nothing_sent"), HEAVY_STORY);
      await visitor.close();
    });

    test("a server that is busy for a moment is asked again by itself, with the same bytes, and no longer than that", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      await fillIn(visitor);
      passage.sent.length = 0;
      Object.assign(passage, { refuses: 2, wait: "1" });
      await visitor.press("button[value=send]");
      await visitor.until("it is at it", (said) => document.querySelector("form [role=status]")?.textContent === said, words("form.sending"));
      await visitor.until("it is sent", (title) => document.querySelector("h1")?.textContent === title, words("token.sent_title"));
      assert.deepEqual([posts(REPORTS).length, new Set(posts(REPORTS).map(({ body }) => body)).size], [3, 1]);
      assert.equal((await theNew(known)).entries.length, 1);

      for (const [refuses, wait, tries] of [[9, "1", 3], [9, "11", 1]]) {
        await fillIn(visitor);
        passage.sent.length = 0;
        Object.assign(passage, { refuses, wait });
        await visitor.pressAndFollow("button[value=send]");
        const [before] = words("errors.busy").split("{");
        await isKept(visitor, before.trim());
        assert.equal(posts(REPORTS).length, tries);
        passage.reset();
      }

      // Other words, while the ones before wait, take their place at once.
      await fillIn(visitor);
      passage.sent.length = 0;
      Object.assign(passage, { refuses: 1, wait: "10" });
      await visitor.press("button[value=send]");
      while (passage.refuses > 0) await new Promise(setImmediate);
      await visitor.write("#story", `${STORY}, en meer`);
      await visitor.press("button[value=send]");
      await visitor.until("it is sent", (title) => document.querySelector("h1")?.textContent === title, words("token.sent_title"));
      assert.equal(new Set(posts(REPORTS).map(({ body }) => body)).size, 2);
      assert.equal(posts(REPORTS).length, 2);
      await visitor.close();
    });

    test("a set that is not the page's is not sealed for: the server's sentence stays, and the server seals", async () => {
      for (const change of [
        (said) => ({ ...said, recipients: said.recipients.slice(1) }),
        (said) => ({ ...said, fingerprint: "0000 ".repeat(10).trim() }),
        () => ({}),
      ]) {
        passage.change = change;
        const visitor = await plain.visit();
        passage.requests.length = 0;
        await fillIn(visitor);
        await visitor.until("it has asked", () => performance.getEntriesByName(`${location.origin}/api/v1/site`).length > 0);
        assert.ok(!passage.requests.includes("GET /nl/parts"), "the script went no further");
        const said = await visitor.look(() => [...document.querySelectorAll(".sealer")].map((place) => place.textContent));
        assert.deepEqual(said, [words("form.seal_server"), words("form.code_server")]);
        assert.equal(await visitor.pressAndFollow("button[value=send]"), 200);
        assert.equal(await visitor.heading(), words("token.sent_title"));
        await visitor.close();
      }
      passage.change = undefined;
    });

    test("what was sealed for a set that changed meanwhile is sealed again for the new one", async () => {
      const visitor = await browser.visit();
      const known = await site.ids();
      await fillIn(visitor);
      passage.sent.length = 0;
      passage.address = await site.join(`samira-${name}`);
      await visitor.pressAndFollow("button[value=send]");
      assert.equal(await visitor.heading(), words("token.sent_title"));
      assert.equal(posts(REPORTS).length, 2, "refused, and sealed again");
      const { entries } = await theNew(known);
      assert.equal(entries.length, 1);
      assert.equal(entries[0].answers.story, STORY);
      await visitor.close();
    });

    test("what is in the way of a message stands at its form, and the code stays in sight", async () => {
      const visitor = await browser.visit();
      await fillIn(visitor);
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      await visitor.press("button[value=message]");
      await visitor.until("the focus is there", () => document.activeElement.matches("section.problem"));
      assert.equal(await visitor.code(), code);
      await visitor.write("#message", MESSAGE);
      passage.away = true;
      await visitor.press("button[value=message]");
      await visitor.until("it says so", (sentence) => document.querySelector(".problem")?.innerText.includes(sentence), words("errors.unsure_message"));
      assert.equal(await visitor.look(() => document.querySelectorAll(".problem").length), 1);
      assert.equal(await visitor.look(() => document.getElementById("message").value), MESSAGE);
      passage.away = false;
      await visitor.pressAndFollow("button[value=message]");
      assert.equal(await visitor.heading(), words("replies.written_title"));
      await visitor.close();
    });

    test("the form can be used before the script arrives", async () => {
      const visitor = await plain.visit();
      const known = await site.ids();
      let release;
      passage.late = new Promise((resolve) => (release = resolve));
      passage.sent.length = 0;
      void visitor.page.goto(start()).catch(() => {});
      await visitor.until("the form", () => document.querySelector("button[value=send]") !== null);
      await visitor.write("#story", STORY);
      await visitor.follow(async () => {
        await visitor.press("button[value=send]");
        while (!posts("/nl/").length) await new Promise(setImmediate);
        release();
      });
      assert.equal(await visitor.heading(), words("token.sent_title"));
      assert.equal((await theNew(known)).entries.length, 1);
      passage.late = undefined;
      await visitor.close();
    });

    for (const script of [false, true]) {
      test(`a browser that does not say where a post comes from has the code typed for a message, ${script ? "by the script" : "by the server"}`, async () => {
        passage.old = true;
        passage.plain = true;
        const visitor = await plain.visit();
        const known = await site.ids();
        await visitor.open(start());
        await visitor.write("#story", STORY);
        await visitor.pressAndFollow("button[value=send]");
        const code = await visitor.code();
        assert.equal(await visitor.look(() => document.querySelector("button[value=message]")), null);
        await visitor.open(start());
        await visitor.typeCode(code);
        passage.plain = !script;
        await visitor.follow(() => visitor.key("Enter"));
        if (script) await visitor.until("the script acts", () => document.head.querySelectorAll("style").length > 2);
        await visitor.write("#message", MESSAGE);
        await visitor.write("#code", code.slice(1));
        await visitor.press("button[value=message]");
        await visitor.until("it says so", () => document.querySelector(".problem") !== null && document.querySelector("#code-error") !== null);
        assert.equal(await visitor.look(() => document.getElementById("message").value), MESSAGE);
        await visitor.look(() => (document.getElementById("code").value = ""));
        await visitor.write("#code", code);
        passage.sent.length = 0;
        await visitor.pressAndFollow("button[value=message]");
        assert.equal(await visitor.heading(), words("replies.written_title"));
        assert.deepEqual([posts("/nl/").length, posts("/api/v1/mailbox/messages").length], script ? [0, 1] : [1, 0]);
        assert.equal((await theNew(known)).entries.length, 2);
        passage.old = false;
        passage.plain = false;
        await visitor.close();
      });
    }

    test("it asks whether something is yours only where the words say so, and is in the way of nothing", async () => {
      const visitor = await browser.visit();
      await visitor.open(start());
      const known = await site.ids();
      const [question] = words("form.yours").split(" “");
      const ask = async (text) => {
        await visitor.look((text) => (document.getElementById("story").value = text), text);
        await visitor.pressAndFollow("button[value=check]");
        return visitor.look((question) => [...document.querySelectorAll(".note")].map((note) => note.innerText).filter((text) => text.startsWith(question)), question);
      };
      for (const own of ["Mijn nummer is 06 1234 5678", "bel mijn baas Jan", "Het staat bij ons hotel Zonnehof", "our van 12-ABC-3", "my number +31612345678"]) {
        const [asked, ...more] = await ask(`Er is iets. ${own}, echt.`);
        assert.ok(asked?.includes(own.replace(/^(bel|Het staat bij) /, "")), `${own}: ${asked}`);
        assert.deepEqual(more, []);
      }
      for (const other of ["Nummer 06 1234 5678", "kenteken 12-ABC-3", "Jan en Piet", "Mijn vriend zag het.", "zijn nummer is 0612345678", "termijn 1234567"]) {
        assert.deepEqual(await ask(other), [], other);
      }
      await ask("Mijn nummer is 06 1234 5678");
      await visitor.pressAndFollow("button[value=send]");
      assert.equal((await theNew(known)).entries.length, 1);
      await visitor.close();
    });

    test("two tabs are two reports with two codes", async () => {
      const known = await site.ids();
      const [one, other] = [await browser.visit(), await browser.visit()];
      const codes = [];
      for (const visitor of [one, other]) {
        await visitor.page.bringToFront();
        await fillIn(visitor);
        await visitor.pressAndFollow("button[value=send]");
        codes.push(await visitor.code());
      }
      assert.notEqual(codes[0], codes[1]);
      assert.equal((await site.ids()).length, known.length + 2);
      await one.close();
      await other.close();
    });

    test("a reload shows an empty form and stores nothing", async () => {
      const visitor = await browser.visit();
      await fillIn(visitor);
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      const known = await site.ids();
      await visitor.follow(() => visitor.page.reload());
      const all = await visitor.everything();
      for (const word of [STORY, CARE]) assert.ok(!all.includes(word), word);
      assert.ok(!all.replace(/[^0-9A-Z]/g, "").includes(code));
      assert.deepEqual(await site.ids(), known);
      await visitor.close();
    });

    for (const [kind, open] of [["the script's", () => browser], ["the server's", () => plain]]) {
      test(`the whole story by keyboard alone, ${kind} pages`, async () => {
        passage.plain = kind === "the server's";
        const visitor = await open().visit();
        const known = await site.ids();
        await visitor.open(start());
        await visitor.tabTo("#story");
        await visitor.page.keyboard.type(STORY);
        await visitor.tabTo("[name=when]");
        await visitor.key(" ");
        await visitor.follow(() => visitor.key("Enter"));
        assert.equal(await visitor.heading(), words("form.check_title"));
        await visitor.tabTo("button[value=send]");
        await visitor.follow(() => visitor.key("Enter"));
        const code = await visitor.code();
        const { id } = await theNew(known);
        await site.reply(id, "Dank je.");
        await visitor.open(start());
        await visitor.tabTo("#code");
        await visitor.page.keyboard.type(code);
        await visitor.follow(() => visitor.key("Enter"));
        assert.equal(await visitor.heading(), words("replies.title"));
        await visitor.tabTo("#message");
        await visitor.page.keyboard.type(MESSAGE);
        await visitor.tabTo("button[value=message]");
        await visitor.follow(() => visitor.key("Enter"));
        assert.equal(await visitor.heading(), words("replies.written_title"));
        for (const act of ["look", "withdraw", "withdraw-yes"]) {
          await visitor.tabTo(`button[value=${act}]`);
          await visitor.follow(() => visitor.key("Enter"));
        }
        assert.equal(await visitor.heading(), words("withdrawal.done"));
        passage.plain = false;
        await visitor.close();
      });
    }
  });
}
