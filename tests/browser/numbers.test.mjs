// Telephone numbers as organisations write them: whatever signs stand in one, an answer that holds
// it is shown, and the number is a link, with script and without.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startSite } from "./site.mjs";
import { BROWSERS, launch } from "./visitor.mjs";
import { wordsOf } from "./words.mjs";

/** By the id of a helpline that there are words for. */
const NUMBERS = {
  112: "+31 (0)20 123",
  113: "113 (0)",
  police: "*31#[0]",
  m: "(0800) 7000?",
  comensha: "a|b.c^$ {2}\\",
  csg: "0800-0188",
  vt: "+40 21 311 8982",
  // Inside another one that stands here too.
  kt: "113",
  fier: `*<b>&" ${"9".repeat(70)} עזרה`,
};
const NOT = "10800-0188, a, b, 31 020 123, +40 21 311 89820, 1130.";
const REPLY = `+31 (0)20 123 is ours. 113 (0) too. Or: *31#[0], ((0800) 7000?), a|b.c^$ {2}\\, 0800-0188, +40 21 311 8982, 113, ${NUMBERS.fier}. Not: ${NOT}`;
const words = wordsOf("nl");

let site, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "zegel-numbers-"));
  const lines = Object.entries(NUMBERS).map(([id, number], i) => `[[helpline]]\nid = "${id}"\nnumber = '${number}'\nlink = "tel:${i}"\n`);
  const file = join(folder, "helplines.toml");
  writeFileSync(file, lines.join(""));
  site = await startSite({ exit: "https://127.0.0.1:1/", more: `helplines = "${file}"` });
});
after(async () => {
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const name of BROWSERS) {
  for (const script of [false, true]) {
    test(`numbers with any signs are links in an answer, in ${name} ${script ? "with" : "without"} script`, async (t) => {
      const browser = await launch(name, { script });
      t.after(() => browser.close());
      const visitor = await browser.visit();
      await visitor.open(`${site.url}/nl/`);
      await visitor.write("#story", "Kamer 12");
      const known = await site.ids();
      await visitor.pressAndFollow("button[value=send]");
      const code = await visitor.code();
      const id = await site.newSince(known);
      await site.reply(id, REPLY);
      await visitor.lookUp(`${site.url}/nl/`, code);
      assert.equal(await visitor.heading(), words("replies.title"));
      const said = await visitor.look(() => document.querySelector(".said").textContent);
      const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2011", "-");
      assert.equal(plain(said), REPLY);
      const links = await visitor.look(() => [...document.querySelectorAll(".said a")].map(({ href, textContent }) => [href, textContent]));
      const expected = Object.values(NUMBERS).map((number, i) => [`tel:${i}`, number]);
      assert.deepEqual(links.map(([href, text]) => [href, plain(text)]), expected);
    });
  }
}
