// What the sizes on the line tell of a visit with script: whether somebody reported, or read and looked for replies.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSite, startWeather } from "./site.mjs";
import { partTold, startLine } from "./traffic.mjs";
import { BROWSERS, launch } from "./visitor.mjs";

let weather, site, codes;
before(async () => {
  weather = await startWeather();
  site = await startSite({ exit: weather.url });
  codes = [];
});
after(async () => {
  await site.stop();
  weather.stop();
});

/** What else somebody does who comes: each as often in both classes. Gives how many pages with a form are left by it. */
const WAYS = [
  async () => 0,
  async (visitor) => {
    await visitor.pressAndFollow("a[lang=en]");
    return 0;
  },
  async (visitor, line) => {
    await visitor.open(`${line.url}/nl/privacy`);
    // Else it is chance which of its requests are cut off.
    await visitor.until("the parts", () => performance.getEntriesByType("resource").some(({ name, responseEnd }) => name.endsWith("/parts") && responseEnd > 0));
    await visitor.open(`${line.url}/nl/`);
    return 1;
  },
];
const LEAVES = [
  (visitor) => visitor.leave(weather),
  (visitor) => visitor.open(weather.url),
  (visitor) => visitor.close(),
];
const ACTS = {
  read: async () => {},
  look: async (visitor) => {
    await visitor.typeCode(codes[Math.floor(Math.random() * codes.length)]);
    await visitor.follow(() => visitor.key("Enter"));
  },
  report: async (visitor) => {
    const length = 1 + Math.floor(Math.random() * 5_000);
    await visitor.look((length) => (document.getElementById("story").value = "x".repeat(length)), length);
    await visitor.pressAndFollow("button[value=send]");
    codes.push(await visitor.code());
  },
};

/** A browser as it would be if the script had neither cover nor padding. */
function uncovered() {
  Navigator.prototype.sendBeacon = () => false;
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    return send.call(this, typeof body === "string" ? body.trimEnd() : body);
  };
}

/** One visit, by its number: the way and the leave follow from it. */
async function visit(browser, act, number, isCovered = true) {
  const line = await startLine(site.address);
  const visitor = await browser.visit();
  if (!isCovered) await visitor.page.evaluateOnNewDocument(uncovered);
  await visitor.open(`${line.url}/nl/`);
  const left = await WAYS[number % WAYS.length](visitor, line);
  await ACTS[act](visitor);
  await LEAVES[Math.floor(number / WAYS.length) % LEAVES.length](visitor);
  if (isCovered) await line.answered(left + 1);
  await visitor.close().catch(() => {});
  return { line, act, left, reports: act === "report" };
}

/** So many visits of each class, in turn; half of those that do not report look for replies. */
async function visits(browser, count, isCovered) {
  const all = [];
  for (let number = 0; number < count; number += 1) {
    all.push(await visit(browser, "report", number, isCovered));
    all.push(await visit(browser, number % 2 ? "read" : "look", number, isCovered));
  }
  // What came late is in it too.
  for (const visit of all) visit.sizes = visit.line.sizes();
  return all;
}

const percent = (part) => `${Math.round(100 * part)} %`;

test("sizes and directions do not tell who reports from who reads or looks for replies", async (t) => {
  const browser = await launch("chromium", { script: true });
  const all = await visits(browser, 30, true);
  await browser.close();
  for (const { line, left, act } of all) assert.equal(line.bodies().length, left + 1, act);
  assert.equal(new Set(all.flatMap(({ line }) => line.bodies())).size, 1, "each body has the same size");
  const told = partTold(all);
  t.diagnostic(`told ${percent(told)} of ${all.length} visits, bodies of ${all[0].line.bodies()[0]} bytes`);
  assert.ok(told <= 0.6, percent(told));
  for (const { line } of all) line.stop();
});

// Not all: answers that are cut off when a page is left are as long as chance makes them.
test("without cover and padding the same program tells most of them", async (t) => {
  const browser = await launch("chromium", { script: true });
  const all = await visits(browser, 18, false);
  await browser.close();
  const told = partTold(all);
  t.diagnostic(`told ${percent(told)} of ${all.length} visits`);
  assert.ok(told >= 0.7, percent(told));
  for (const { line } of all) line.stop();
});

/** As when the page is left, but that it stays: what a browser sends for a page that is gone can be lost on the way. */
const seemsLeft = (visitor) => visitor.look(() => void dispatchEvent(new Event("pagehide")));

for (const name of BROWSERS) {
  test(`in ${name} what goes up has one size, whatever is done`, async () => {
    const browser = await launch(name, { script: true });
    const bodies = [];
    for (const act of ["report", "look", "read"]) {
      const line = await startLine(site.address);
      const visitor = await browser.visit();
      await visitor.open(`${line.url}/nl/`);
      await ACTS[act](visitor);
      await seemsLeft(visitor);
      await line.answered(1);
      bodies.push(...line.bodies());
      await visitor.close();
      line.stop();
    }
    await browser.close();
    assert.equal(bodies.length, 3);
    assert.equal(new Set(bodies).size, 1, String(bodies));
  });
}
