// A page that a browser translates, or that an extension changes, is still our page: what is written in
// it arrives, in the form's own language and word for word, and its buttons do what they did.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPassage, startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { wordsOf } from "./words.mjs";

const STORY = "Kamer 12, het gordijn is altijd dicht.";
const CARE = "Bel niet na zes uur";
const MESSAGE = "Ook kamer 14.";
const REPLY = "Dank je. Kijk morgen weer.";
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

/** What the browsers' own translators do to a document: its language, and each text wrapped twice. */
function translate(lang) {
  document.documentElement.lang = lang;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const kept = text.parentElement?.closest("script, style, textarea, option, [translate=no]");
    if (kept || !text.data.trim() || text.parentElement.localName === "font") continue;
    const outer = document.createElement("font");
    const inner = document.createElement("font");
    text.replaceWith(outer);
    inner.append(text);
    outer.append(inner);
  }
}

/**
 * What extensions do to fields and buttons: another id, name and value; and a field of their own. The
 * test finds each by what it was called before.
 */
function rename() {
  for (const control of document.querySelectorAll("input, textarea, button")) {
    if (control.dataset.was) continue;
    const { localName, type, id, name, value } = control;
    control.dataset.was = localName === "button" ? `act:${value}` : ["radio", "checkbox"].includes(type) ? `${name}=${value}` : name;
    if (id) control.id = `x-${id}`;
    control.name = `x-${name}-${Math.random()}`;
    if (localName === "button" || ["radio", "checkbox", "hidden"].includes(type)) control.value = `x-${value}`;
  }
  for (const form of document.querySelectorAll("main form")) {
    if (form.querySelector("[data-foreign]")) continue;
    for (const type of ["hidden", "checkbox"]) {
      const foreign = Object.assign(document.createElement("input"), { type, name: "ext-field", value: "abc", checked: true });
      foreign.dataset.foreign = foreign.dataset.was = "foreign";
      form.append(foreign);
    }
  }
}

const was = (name) => `[data-was="${name}"]`;

/** A walk through all pages; before each act the page is changed anew. */
class Walk {
  constructor(visitor, lang) {
    this.visitor = visitor;
    this.lang = lang;
  }

  async change() {
    await this.visitor.look(translate, this.lang);
    await this.visitor.look(rename);
  }

  async press(act) {
    await this.change();
    const status = await this.visitor.pressAndFollow(was(`act:${act}`));
    assert.equal(status, undefined, `${act}: the script did it`);
    await this.change();
  }

  async write(name, text) {
    await this.change();
    await this.visitor.openRowOf(was(name));
    await this.visitor.write(was(name), text);
  }

  /** Makes a choice by its label. */
  async choose(choice) {
    await this.change();
    await this.visitor.openRowOf(was(choice));
    const isChosen = (choice) => document.querySelector(choice).checked;
    await this.visitor.pressUntil("it is chosen", `label:has(> ${was(choice)})`, isChosen, was(choice));
  }

  /** Opens the first page, changed before its script is ready or after. */
  async open(isEarly) {
    if (!isEarly) {
      await this.visitor.open(start());
      return this.change();
    }
    const { visitor, lang } = this;
    let bring;
    passage.requests.length = 0;
    passage.late = new Promise((resolve) => (bring = resolve));
    await visitor.look(() => void (document.documentElement.dataset.before = ""));
    const arrived = visitor.page.goto(start());
    const isThere = () => document.querySelector("footer a") !== null && !("before" in document.documentElement.dataset);
    await visitor.until("the page is there", isThere);
    await visitor.look(translate, lang);
    while (!passage.requests.some((request) => request.startsWith("GET /script/"))) await new Promise(setImmediate);
    // The script begins, and asks for what it needs: fields may change before it has that.
    const held = passage.hold();
    passage.late = undefined;
    bring();
    await held.arrived;
    await this.change();
    held.release();
    await arrived;
    await visitor.ready();
    await this.change();
  }
}

async function story(visitor, lang, isEarly) {
  const known = await site.ids();
  const walk = new Walk(visitor, lang);
  await walk.open(isEarly);
  await walk.write("story", STORY);
  await walk.choose("minor=yes");
  await walk.choose("minor=maybe");
  await walk.choose("signs=hotel-cash");
  await walk.write("care", CARE);
  await walk.press("check");
  await walk.press("send");
  assert.equal(await visitor.heading(), words("token.sent_title"));
  const code = await visitor.code();
  const id = await site.newSince(known);

  const read = async () => (await site.read(id)).entries.filter(({ from }) => from === "reporter");
  const [report] = await read();
  const answers = { story: STORY, minor: "maybe", signs: ["hotel-cash"], care: CARE };
  assert.deepEqual({ language: report.language, odd: report.odd, answers: report.answers }, { language: "nl", odd: [], answers });

  await site.reply(id, REPLY);
  await walk.open(isEarly);
  await walk.write("code", code);
  await walk.press("look");
  assert.ok((await visitor.text()).includes(REPLY), "the reply is shown");
  await walk.write("message", MESSAGE);
  await walk.press("message");
  assert.equal(await visitor.heading(), words("replies.written_title"));
  const [, message] = await read();
  const { language, proved, after } = message;
  assert.deepEqual({ language, proved, after, answers: message.answers }, { language: "nl", proved: true, after: 1, answers: { message: MESSAGE } });

  await walk.press("look");
  await walk.press("withdraw");
  await walk.press("withdraw-yes");
  assert.equal(await visitor.heading(), words("withdrawal.done"));
  const row = (await site.inbox()).find((row) => row.id === id);
  assert.equal(row.withdrawn, true);
}

for (const name of BROWSERS) {
  describe(name, () => {
    let browser;
    before(async () => (browser = await launch(name, { script: true })));
    after(() => browser.close());

    for (const lang of ["zh-CN", "pt-BR"]) {
      for (const isEarly of [false, true]) {
        test(`a page that became ${lang} ${isEarly ? "before" : "after"} its script was ready is the same form`, async () => {
          const visitor = await browser.visit();
          await story(visitor, lang, isEarly);
          await visitor.close();
        });
      }
    }
  });
}
