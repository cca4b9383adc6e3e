// Prints every page of a folder, as a person who opens the file and prints it: FOLDER/x.html becomes
// FOLDER/x.pdf. FOLDER/x.json tells what the page did meanwhile, with scripts allowed, so that only its
// own policy holds anything back.
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./visitor.mjs";

const folder = process.argv[2];
const browser = await launch("chromium", { script: true, plain: true });
for (const name of (await readdir(folder)).filter((name) => name.endsWith(".html"))) {
  const file = (end) => path.join(folder, `${path.basename(name, ".html")}.${end}`);
  const { page } = await browser.visit();
  const url = pathToFileURL(file("html")).href;
  const asked = [];
  const dialogs = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await page.goto(url);
  await page.emulateMediaType("print");
  const { scripts, styled } = await page.evaluate(() => ({
    scripts: document.querySelectorAll("script").length,
    styled: getComputedStyle(document.body).marginTop === "0px",
  }));
  await page.emulateMediaType(undefined);
  await writeFile(file("pdf"), await page.pdf({ preferCSSPageSize: true }));
  await writeFile(file("json"), JSON.stringify({ others: asked.filter((other) => other !== url), dialogs, scripts, styled }));
  await page.close();
}
await browser.close();
