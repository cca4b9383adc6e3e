// How long sealing takes in headless Chromium: from the press to the request, 2,000 bytes for three
// hybrid recipients. For tests/bench; prints a JSON object of milliseconds.
import { startSite } from "./site.mjs";
import { launch } from "./visitor.mjs";

const TIMES = 15;
const STORY = "On the second floor the curtains stay shut and another car waits at the back. ".repeat(26).slice(0, 2000);

const site = await startSite({ exit: "https://127.0.0.1:1/" });
await site.join("samira");
await site.join("bo");
const browser = await launch("chromium", { script: true });
const took = [];
for (let time = 0; time < TIMES; time += 1) {
  const visitor = await browser.visit();
  await visitor.open(`${site.url}/en/`);
  await visitor.look((story) => (document.getElementById("story").value = story), STORY);
  await visitor.look(() => {
    document.documentElement.dataset.pressed = performance.now();
    document.querySelector("button[value=send]").click();
  });
  await visitor.until("the code", () => document.querySelector(".code"));
  took.push(
    await visitor.look(() => {
      const [sent] = performance.getEntriesByName(`${location.origin}/api/v1/reports`);
      return sent.startTime - Number(document.documentElement.dataset.pressed);
    }),
  );
  await visitor.close();
}
await browser.close();
await site.stop();
took.sort((a, b) => a - b);
console.log(JSON.stringify({ median: took[TIMES >> 1], most: took.at(-1) }));
