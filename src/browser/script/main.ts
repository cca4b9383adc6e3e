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

/** What a button does here, if it can be done here. */
function actOf(name: string, form: HTMLFormElement): (() => unknown) | undefined {
  if (name === "exit") return () => leave(exit, forget);
  if (!acts || "server" in form.dataset) return undefined;
  const here = acts;
  const known: Record<string, () => unknown> = {
    check: () => here.check(form),
    send: () => here.report(form),
    message: () => here.message(form),
    look: () => here.look(form),
    withdraw: () => here.withdraw(form),
    "withdraw-yes": () => here.withdrawYes(form),
  };
  return known[name];
}

// Not every browser says which button sent a form; Enter clicks its first one.
document.addEventListener("click", (event) => (clicked = (event.target as Element).closest("button")), true);
document.addEventListener("submit", (event) => {
  const button = (event.submitter as HTMLButtonElement | null) ?? clicked;
  const act = button && actOf(button.value, event.target as HTMLFormElement);
  if (!act) return;
  // First of all: whatever fails in it, nothing goes to the server in clear.
  event.preventDefault();
  act();
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
