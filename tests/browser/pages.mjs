// Every page there is, one after the other, as a visitor comes to see it.
import assert from "node:assert/strict";
import { HEAVY_STORY } from "./site.mjs";

/** What the desk answers: long enough to wrap, with a number and an address. */
const REPLY = "Dank je. We lezen verder.\n\nBel 0900-8844 of 112 als het niet kan wachten. https://example.org/" + "a".repeat(80);

/** The learn page with figures. */
export const LESSON = { nl: "uitleg-2", en: "explanation-2" };

/**
 * Leads a visitor to every page of a language and calls `see` with the name of each.
 * `closed` is the address of a site that takes no reports.
 */
export async function everyPage(visitor, { site, passage, closed, language }, see) {
  const start = `${passage.url}/${language}/`;
  const retell = (story) => visitor.look((story) => (document.getElementById("story").value = story), story);
  const show = async (name, status, arrived) => {
    visitor.hasStatus(status, arrived, name);
    await see(name);
  };
  const look = (code) => visitor.lookUp(start, code);

  await show("start", 200, await visitor.open(start));
  await visitor.openAllRows();
  await see("start, all rows open");

  await show("nothing written", 422, await visitor.pressAndFollow("button[value=send]"));
  await visitor.write("#story", "Kamer 12");
  await visitor.choose("minor", "maybe");
  await visitor.choose("signs", "hotel-cash");
  await show("read over", 200, await visitor.pressAndFollow("button[value=check]"));
  await retell("lang ".repeat(5000));
  await show("too long", 422, await visitor.pressAndFollow("button[value=send]"));
  await retell("Kamer 12");
  // The script knows the button for what the server wrote of it, and sends.
  if (!visitor.script) {
    await visitor.look(() => (document.querySelector("button[value=send]").value = "unknown"));
    await show("not understood", 400, await visitor.pressAndFollow("button.send"));
  }
  await retell(HEAVY_STORY);
  passage.busy = true;
  await show("busy", 429, await visitor.pressAndFollow("button.send"));
  passage.busy = false;
  await retell("Kamer 12");

  const known = await site.ids();
  await show("code", 200, await visitor.pressAndFollow("button[value=send]"));
  await visitor.openAllRows();
  await see("code, all rows open");
  const code = await visitor.code();
  assert.equal(code.length, 28);
  await show("empty message", 422, await visitor.pressAndFollow("button[value=message]"));
  await visitor.write("#message", "Nog iets");
  await show("message sent", 200, await visitor.pressAndFollow("button[value=message]"));
  await show("no answer", 200, await visitor.pressAndFollow("button[value=look]"));

  const id = await site.newSince(known);
  await site.reply(id, REPLY);
  await show("an answer", 200, await look(code));
  await site.reply(id, "Nog een vraag.");
  await show("answers", 200, await look(code));
  const wrong = code.slice(0, -1) + (code.endsWith("A") ? "B" : "A");
  await show("a wrong code", 422, await look(wrong));
  await show("half a code", 422, await look("ABCD"));
  await look(code);
  await show("withdraw", 200, await visitor.pressAndFollow("button[value=withdraw]"));
  await show("withdrawn", 200, await visitor.pressAndFollow("button[value=withdraw-yes]"));

  await visitor.open(start);
  await show("about you", 200, await visitor.pressAndFollow("button[value=me]"));
  await show("about you, nothing written", 422, await visitor.pressAndFollow("button[value=send]"));
  await show("privacy", 200, await visitor.open(`${start}privacy`));
  await show("learn", 200, await visitor.open(`${start}learn`));
  await show("a learn page", 200, await visitor.open(`${start}${LESSON[language]}`));
  await show("not found", 404, await visitor.open(`${start}nothing`));
  await show("closed", 503, await visitor.open(`${closed}/${language}/`));
  await visitor.openAllRows();
  await see("closed, all rows open");
}
