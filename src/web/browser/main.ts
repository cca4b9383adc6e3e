// The script of the page: where it runs, the browser seals and opens by itself. Until it has
// shown that it can, and wherever something fails, the page works as it does without.
import { Acts } from "./acts.ts";
import { siteOf } from "./entry.ts";
import { leave, onLeaving, onShifts } from "./leave.ts";
import { Parts } from "./parts.ts";
import { trial } from "./seal.ts";
import { adorn } from "./view.ts";

const exit = document.querySelector<HTMLElement>("script[data-exit]")!.dataset["exit"]!;
let acts: Acts | undefined;
let clicked: HTMLButtonElement | null = null;

const forget = () => acts?.forget();

/** Does an act here, if it can be done here. */
function act(name: string, form: HTMLFormElement): boolean {
  if (name === "exit") leave(exit, forget);
  else if (!acts || "server" in form.dataset) return false;
  else if (name === "check") acts.check(form);
  else if (name === "send") void acts.report(form);
  else if (name === "message") void acts.message(form);
  else if (name === "look") void acts.look(form);
  else if (name === "withdraw") acts.withdraw(form);
  else if (name === "withdraw-yes") void acts.withdrawYes(form);
  else return false;
  return true;
}

// Not every browser says which button sent a form; Enter clicks its first one.
document.addEventListener("click", (event) => (clicked = (event.target as Element).closest("button")), true);
document.addEventListener("submit", (event) => {
  const button = (event.submitter as HTMLButtonElement | null) ?? clicked;
  if (button && act(button.value, event.target as HTMLFormElement)) event.preventDefault();
});
onShifts(() => leave(exit, forget));
onLeaving(forget);

async function start(): Promise<void> {
  const site = await siteOf(document);
  if (!site || !(await trial(site))) return;
  const parts = await Parts.load(document.documentElement.lang);
  parts.bringStyle();
  acts = new Acts(parts, site);
  adorn(parts, document);
  document.querySelector("p[data-exit]")?.after(parts.get("keys"));
}

// Whatever fails, the form is there and the server seals.
void start().catch(() => undefined);
