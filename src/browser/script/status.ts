// The line beside the buttons that says what is going on. It is there before it is filled, so that
// screen readers read it.
import { actName } from "./controls.ts";
import type { Parts } from "./parts.ts";

const SLOW = 20_000;
/** What is said while a button's act takes its time: at once, and after a while. */
const SAID: Record<string, string[]> = {
  send: ["sending", "sending-long"],
  message: ["sending", "sending-long"],
  look: ["loading"],
  "withdraw-yes": ["working"],
};

const lineOf = (form: ParentNode): HTMLElement | null => form.querySelector("[role=status]");

/** Gives each form with such a button its line. */
export function addLines(root: ParentNode): void {
  for (const button of root.querySelectorAll("button")) {
    if (!((actName(button) ?? "") in SAID)) continue;
    const form = button.closest("form")!;
    if (lineOf(form)) continue;
    const line = document.createElement("div");
    line.setAttribute("role", "status");
    const buttons = button.closest("form .buttons");
    if (buttons) buttons.after(line);
    else form.append(line);
  }
}

/** Says what is going on until the function it gives is called. */
export function sayBusy(parts: Parts, form: HTMLFormElement, name: string): () => void {
  const line = lineOf(form);
  const [now, later] = SAID[name] ?? [];
  if (!line || !now) return () => undefined;
  let shown: Node | undefined;
  const say = (sentence: string) => {
    shown = parts.sentence(sentence);
    line.replaceChildren(shown);
    line.scrollIntoView({ block: "nearest" });
  };
  say(now);
  const timer = later === undefined ? undefined : setTimeout(say, SLOW, later);
  return () => {
    clearTimeout(timer);
    if (shown?.parentNode === line) line.replaceChildren();
  };
}
