// A person at a browser, with real keys and a real mouse. Pages run without script unless a test
// asks for it; what is looked at is read from outside, in expressions that wait for nothing,
// because in Firefox without script no promise of a page is ever kept.
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";
import { LANGUAGES, OTHERS, wordsOf } from "./words.mjs";

export const BROWSERS = ["chromium", "firefox"];

/** As long as a loaded machine may need for one step. */
const PATIENCE = 30_000;
/** A page that has not moved for so long stands still. */
const QUIET = 150;

const CHROMIUM = {
  executablePath: "/usr/bin/chromium",
  // The back/forward cache is on for people, and off for tests unless asked for.
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-features=BackForwardCache",
  ],
};
const FIREFOX = { browser: "firefox", executablePath: "/usr/bin/firefox-esr" };

/** A browser, without script and in light colours unless told otherwise; to a plain page none of its own comes. */
export async function launch(name, { script = false, plain = false, dark = false } = {}) {
  const preferences = {
    "javascript.enabled": script,
    "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
    // Nothing but what the page asks for.
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
  };
  const own = name === "firefox" ? { ...FIREFOX, extraPrefsFirefox: preferences } : CHROMIUM;
  const browser = await puppeteer.launch({ ...own, headless: true, acceptInsecureCerts: true });
  return {
    name,
    close: () => browser.close(),
    cookies: () => browser.cookies(),
    visit: async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      if (name === "chromium") {
        await page.setJavaScriptEnabled(script);
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
      }
      return new Visitor(page, name, script && !plain);
    },
  };
}

/** What stands on the screen, its fields included, and all that the document holds. */
const seen = () => {
  const fields = [...document.querySelectorAll("textarea, input[type=text]")].map((field) => field.value);
  return [document.title, document.documentElement.outerHTML, ...fields].join("\n");
};

/** What the focus goes to on a page that says what happened. */
const NEWS = "main [autofocus]";
/** What a page says once its script has shown that the browser can seal and open. */
const BROWSER_SEALS = [...LANGUAGES, ...OTHERS].flatMap((language) => ["form.seal_browser", "form.code_browser"].map(wordsOf(language)));

export class Visitor {
  #steps = 0;
  #status;

  constructor(page, browser, script) {
    this.page = page;
    this.browser = browser;
    /** Whether the page's script is expected to act; a test that keeps it away says so. */
    this.script = script;
    page.on("response", (response) => {
      if (response.request().isNavigationRequest()) this.#status = response.status();
    });
  }

  close() {
    return this.page.close();
  }

  /** The value of an expression in the page. */
  look(expression, ...args) {
    return this.page.evaluate(expression, ...args);
  }

  /** Waits until an expression in the page is true; while a page changes there is none. */
  async until(what, expression, ...args) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await this.look(expression, ...args).catch(() => undefined);
      if (found) return found;
      if (Date.now() > end) assert.fail(`not in time: ${what}, but ${await this.look(seen).catch(String)}`);
      await new Promise(setImmediate);
    }
  }

  async open(url) {
    this.#status = undefined;
    // Firefox names no response where the address is the one that is shown, and may tell of it a moment later.
    const response = await this.page.goto(url);
    await this.ready();
    return response?.status() ?? (await this.#statusToCome());
  }

  async #statusToCome() {
    const end = Date.now() + PATIENCE;
    while (this.#status === undefined && Date.now() < end) await new Promise(setImmediate);
    return this.#status;
  }

  /** Where the page's script acts, waits until it has shown that it can. */
  async ready() {
    if (!this.script) return;
    const begun = (words) => [...document.querySelectorAll("form .sealer")].every((place) => words.includes(place.textContent));
    await this.until("the browser seals", begun, BROWSER_SEALS);
  }

  /**
   * Does something that leads to another page of ours; gives its status, or none where the script
   * put it in place of this one.
   */
  async follow(action) {
    this.#status = undefined;
    await this.#arrive(action);
    await this.until("focus has settled", () => {
      const wanted = [...document.querySelectorAll("[autofocus]")];
      return !wanted.length || wanted.includes(document.activeElement);
    });
    await this.ready();
    return this.#status;
  }

  /** Whether a status is the one there has to be: the script's own pages have none. */
  hasStatus(wanted, status, page = "a page") {
    assert.ok(status === wanted || (this.script && status === undefined), `${page}: ${status} instead of ${wanted}`);
  }

  /** Moves the mouse onto an element, until it is there: a page may still be scrolling under it. */
  async reach(selector) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const [x, y] = await this.#place(selector);
      await this.page.mouse.move(x, y);
      const there = await this.look(
        (selector, x, y) => {
          const element = document.querySelector(selector);
          return element.matches(":hover") && element.contains(document.elementFromPoint(x, y));
        },
        selector,
        x,
        y,
      );
      if (there) return;
      if (Date.now() > end) assert.fail(`the mouse does not reach ${selector}`);
    }
  }

  /** Where an element stands, once it is in view; what already is stays where it is. */
  async #place(selector) {
    const place = await this.look((selector) => {
      const element = document.querySelector(selector);
      if (!element) return undefined;
      element.scrollIntoView({ block: "nearest" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x + Math.min(width, innerWidth) / 2, y + Math.min(height, innerHeight) / 2];
    }, selector);
    assert.ok(place, `there is ${selector}`);
    return place;
  }

  async press(selector) {
    await this.reach(selector);
    await this.page.mouse.down();
    await this.page.mouse.up();
  }

  key(name) {
    return this.page.keyboard.press(name);
  }

  /** Tabs on until an element has the focus. */
  async tabTo(selector) {
    for (let stops = 0; stops < 200; stops += 1) {
      await this.key("Tab");
      if (await this.look((selector) => document.activeElement.matches(selector), selector)) return;
    }
    assert.fail(`no way to ${selector}`);
  }

  /** Presses a button that leads on; gives the status of the page it leads to. */
  pressAndFollow(selector) {
    return this.follow(() => this.press(selector));
  }

  /** Presses until it has had its effect: a press beside what still moved is made again. */
  async pressUntil(what, selector, expression, ...args) {
    for (let tries = 0; tries < 5; tries += 1) {
      await this.press(selector);
      if (await this.look(expression, ...args)) return;
    }
    assert.fail(`${what} after five presses`);
  }

  /** Presses into a field and types. */
  async write(selector, text) {
    const has = (selector) => document.activeElement === document.querySelector(selector);
    await this.pressUntil(`${selector} has the focus`, selector, has, selector);
    await this.page.keyboard.type(text);
    await this.painted();
    // Else what is pressed next may still move away from under the mouse.
    if (this.browser === "firefox") await this.settled();
  }

  /**
   * Waits until the page has not scrolled for a while. In Firefox a text that gets the focus scrolls
   * into view a little later, even if the focus has moved on by then; nothing tells when. People
   * are slower than that, and tests are not.
   */
  async settled() {
    const place = () => this.look(() => scrollY);
    let [before, quiet] = [await place(), Date.now()];
    while (Date.now() - quiet < QUIET) {
      const now = await place();
      if (now !== before) [before, quiet] = [now, Date.now()];
    }
  }

  /** Waits for a frame: only with it Firefox scrolls to the caret, and undoes what came between. */
  async painted() {
    const clip = { x: 0, y: 0, width: 1, height: 1 };
    if (this.browser === "firefox") await this.page.screenshot({ clip });
  }

  /** Opens the row that holds an element, if it is closed. */
  async openRowOf(selector) {
    const closed = await this.look((selector) => {
      for (const marked of document.querySelectorAll("[data-row]")) delete marked.dataset.row;
      const row = document.querySelector(selector).closest("details:not([open])");
      if (row) row.dataset.row = "";
      return row !== null;
    }, selector);
    if (!closed) return;
    await this.pressUntil("the row is open", "[data-row] > summary", () => document.querySelector("[data-row]").open);
  }

  /** Makes a choice by its label. */
  async choose(name, value) {
    const choice = `input[name="${name}"][value="${value}"]`;
    await this.openRowOf(choice);
    await this.pressUntil("it is chosen", `label:has(> ${choice})`, (choice) => document.querySelector(choice).checked, choice);
  }

  /** The screen as a PNG file. */
  screenshot() {
    return this.page.screenshot({ captureBeyondViewport: false });
  }

  heading() {
    return this.look(() => document.querySelector("h1").textContent);
  }

  /** The groups of the code on the page; none where there is no code. */
  groups() {
    return this.look(() => [...document.querySelectorAll(".code li")].map((group) => group.innerText.trim()));
  }

  /** The code on the page, as one word. */
  async code() {
    return (await this.groups()).join("");
  }

  /** Types a code into its field, which stands in a row. */
  async typeCode(code) {
    await this.openRowOf("#code");
    await this.write("#code", code);
  }

  /** Comes back to the first page and looks with a code; gives the status of the page it leads to. */
  async lookUp(url, code) {
    await this.open(url);
    await this.typeCode(code);
    return this.follow(() => this.key("Enter"));
  }

  /** The text as a person sees it. */
  text() {
    return this.look(() => document.body.innerText);
  }

  /** All that was typed and chosen. */
  answers() {
    return this.look(() => {
      const texts = [...document.querySelectorAll("main textarea")].map((field) => [field.name, field.value]);
      const chosen = [...document.querySelectorAll("main input:checked")].map((field) => [field.name, field.value]);
      return [...texts, ...chosen];
    });
  }

  /** Which element has the focus: its name and class, or the field's name. */
  focus() {
    return this.look(() => {
      const { localName, className, name } = document.activeElement;
      return name || [localName, className].filter(Boolean).join(".");
    });
  }

  everything() {
    return this.until("a document", seen);
  }

  /** *Leave quickly*, until the weather is there. */
  async leave(weather) {
    await this.press(".bar button");
    await this.until("the weather", (url) => location.href === url && document.title === "Weather", weather.url);
  }

  back() {
    return this.#turn(() => this.page.goBack());
  }

  forward() {
    return this.#turn(() => this.page.goForward());
  }

  /** Through the history: to a page, or to the browser's own notice. */
  #turn(move) {
    // Some arrivals the driver reports as errors, others never; what counts is what is there.
    return this.#arrive(() => void move().catch(() => {}));
  }

  /** Does something and waits until another document is there. */
  async #arrive(action) {
    this.#steps += 1;
    const step = String(this.#steps);
    await this.look((step, news) => {
      document.documentElement.dataset.step = step;
      for (const known of document.querySelectorAll(news)) known.dataset.step = step;
    }, step, NEWS);
    await action();
    await this.until(
      "another page",
      (step, news) => {
        // Firefox's own notices are never complete.
        const complete = document.readyState === "complete" || document.documentURI.startsWith("about:neterror");
        const passing = document.URL === "about:blank" || !document.body;
        const isFresh = [...document.querySelectorAll(news)].some((found) => found.dataset.step !== step);
        const isOther = document.documentElement.dataset.step !== step || isFresh;
        return complete && !passing && isOther;
      },
      step,
      NEWS,
    );
  }

  async resize([width, height]) {
    await this.page.setViewport({ width, height });
    await this.until("the new size", (width, height) => innerWidth === width && innerHeight === height, width, height);
  }

  /** Opens every row. */
  openAllRows() {
    return this.look(() => document.querySelectorAll("details").forEach((row) => (row.open = true)));
  }
}
