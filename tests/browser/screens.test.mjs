// A picture of every page as people see it, on three screens and in both colour schemes, in
// target/screens: to be looked at.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { everyPage } from "./pages.mjs";
import { BELIEVES_PASSAGE, startClosedSite, startPassage, startSite } from "./site.mjs";
import { launch } from "./visitor.mjs";

const EXIT = "https://127.0.0.1:1/";
const WIDTHS = [360, 768, 1280];
const FOLDER = fileURLToPath(new URL("../../target/screens/", import.meta.url));

test("every page has its picture", async (t) => {
  const site = await startSite({ exit: EXIT, more: BELIEVES_PASSAGE });
  t.after(site.stop);
  const passage = await startPassage(site.address);
  t.after(passage.stop);
  const closed = await startClosedSite({ folder: site.folder, exit: EXIT });
  t.after(closed.stop);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  let pages = 0;
  for (const dark of [false, true]) {
    const browser = await launch("chromium", { script: true, dark });
    t.after(() => browser.close());
    const visitor = await browser.visit();
    await everyPage(visitor, { site, passage, closed: closed.url, language: "nl" }, async (page) => {
      pages += 1;
      const name = `${String(pages).padStart(2, "0")} ${page}`.replace(/[^\w]+/g, "-");
      for (const width of WIDTHS) {
        await visitor.resize([width, 800]);
        const picture = await visitor.page.screenshot({ fullPage: true });
        writeFileSync(`${FOLDER}${name}-${width}-${dark ? "dark" : "light"}.png`, picture);
      }
    });
  }
  assert.equal(readdirSync(FOLDER).length, pages * WIDTHS.length);
});
