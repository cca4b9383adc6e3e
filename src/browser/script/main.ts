// The script of the page: where it runs, the browser seals and opens by itself. Until it has
// shown that it can, and wherever something fails, the page works as it does without.
import { Acts } from "./acts.ts";
import { actName, adopt, restore } from "./controls.ts";
import { beginCover, needNoCover, sendCover } from "./cover.ts";
import { siteOf } from "./entry.ts";
import { goesToServer } from "./failures.ts";
import { LANGUAGE } from "./language.ts";
import { leave, onLeaving, onOtherLeaving, onShifts } from "./leave.ts";
import { Parts } from "./parts.ts";
import { beginScreens } from "./screens.ts";
import { trial } from "./seal.ts";
import { isTyped, openInTabs, sayNewTab } from "./tabs.ts";
import { adorn, comeBack } from "./view.ts";

// Before anybody else has changed it.
adopt(document);
const exit = document.querySelector<HTMLElement>("script[data-exit]")!.dataset["exit"]!;
let acts: Acts | undefined;
let clicked: HTMLButtonElement | null = null;
let link: HTMLAnchorElement | null = null;

const forget = () => acts?.forget();

/** Looking at another page is in the way of nothing that was typed, and of no code. */
const keepWords = () => openInTabs(isTyped() || (acts?.holdsToken ?? false));

/** Does what a button says, if it can be done here. */
function press(event: SubmitEvent, name: string | undefined): void {
  const form = event.target as HTMLFormElement;
  // A button that somebody else has put there does nothing, and sends nothing in clear.
  if (name === undefined && acts && !goesToServer(form)) return event.preventDefault();
  const here = name !== undefined && acts?.knows(name) && !goesToServer(form) ? acts : undefined;
  if (name !== "exit" && !here) {
    needNoCover();
    return restore(form);
  }
  // First of all: whatever fails after it, nothing goes to the server in clear.
  event.preventDefault();
  if (here) void here.press(name!, form).finally(keepWords);
  else leave(exit, forget);
}

// Not every browser says which button sent a form; Enter clicks its first one.
document.addEventListener("click", (event) => {
  clicked = (event.target as Element).closest("button");
  link = (event.target as Element).closest("a");
  keepWords();
  // The same page in another language, which has a form too.
  if (link?.matches("[lang]:not([target])")) needNoCover();
}, true);
document.addEventListener("input", keepWords);
document.addEventListener("submit", (event) => {
  const button = (event.submitter as HTMLButtonElement | null) ?? clicked;
  if (button) press(event, actName(button));
});
onShifts(() => leave(exit, forget));
onOtherLeaving(exit, forget);
// As early as a browser says that it goes on: Firefox often loses what a page sends when it is gone. A call is no leaving.
addEventListener("beforeunload", () => {
  if (link?.protocol !== "tel:") sendCover();
});
addEventListener("pagehide", sendCover);
onLeaving(forget);

async function start(): Promise<void> {
  const site = await siteOf(document);
  const smallReport = site && (await trial(site));
  if (!site || !smallReport) return;
  const parts = await Parts.load(LANGUAGE);
  parts.bringStyle();
  acts = new Acts(parts, site);
  beginCover(smallReport);
  beginScreens(comeBack);
  sayNewTab(parts.text("leave-tab"));
  adorn(parts, document);
  keepWords();
  document.querySelector("p[data-exit]")?.after(parts.get("keys"));
}

// Whatever fails, the form is there and the server seals.
void start().catch(() => undefined);
