// Prints every page of a folder with a browser, as a person who opens the file and prints it: FOLDER/x.html
// becomes FOLDER/x.pdf. FOLDER/x.json tells what the page did meanwhile, with scripts allowed, so that only its
// own policy holds anything back.
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./visitor.mjs";

const [name, folder] = process.argv.slice(2);
const browser = await launch(name, { script: true, plain: true });
for (const html of (await readdir(folder)).filter((file) => file.endsWith(".html"))) {
  const file = (end) => path.join(folder, `${path.basename(html, ".html")}.${end}`);
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
  // Firefox cannot show a page as it prints it; what is asked for here is the same in both.
  if (name === "chromium") await page.emulateMediaType("print");
  const { scripts, styled } = await page.evaluate(() => ({
    scripts: document.querySelectorAll("script").length,
    styled: getComputedStyle(document.body).marginTop === "0px",
  }));
  if (name === "chromium") await page.emulateMediaType(undefined);
  // Chromium takes the size from the page; Firefox has to be told, and takes the margins from it.
  await writeFile(file("pdf"), await page.pdf({ format: "A4", margin: {}, preferCSSPageSize: true }));
  await writeFile(file("json"), JSON.stringify({ others: asked.filter((other) => other !== url), dialogs, scripts, styled }));
  await page.close();
}
await browser.close();
