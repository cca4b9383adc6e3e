// What is on the screen: the page's main part, and what was typed into it.
import { adopt, answered, field, hidden } from "./controls.ts";
import { type Answers, clean, isBlank, length } from "./document.ts";
import type { Parts } from "./parts.ts";
import { keepScreen } from "./screens.ts";
import { addLines } from "./status.ts";

/** When the page that is shown now was shown; a form of its own has its own beginning. */
let shownAt = 0;

export const main = (): HTMLElement => document.getElementById("main")!;

/** Whether nobody could have read and written so quickly; in the way of nobody. */
export const isFast = (): boolean => performance.now() - shownAt < 5000;

/** The form that has news above it now. */
let below: HTMLFormElement | undefined;

/** Another page in place of this one. */
export function show(parts: Parts, ...nodes: Node[]): void {
  shownAt = performance.now();
  below = undefined;
  for (const node of nodes) adopt(node as ParentNode & Node);
  main().replaceChildren(...nodes);
  adorn(parts, main());
  codesOnly();
  focusNews();
}

/** Another page after this one, to which Back leads. */
export function showNext(parts: Parts, ...nodes: Node[]): void {
  keepScreen();
  show(parts, ...nodes);
}

/** What an earlier screen needs once it is here again. */
export function comeBack(): void {
  if (below) unmark(below);
  below = undefined;
  codesOnly();
  const heading = main().querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

/** Only the page with the code prints nothing else; and the bar leads to no code field that is not there. */
function codesOnly(): void {
  document.body.classList.toggle("codes", main().querySelector(".code") !== null);
  const toCode = document.querySelector<HTMLAnchorElement>(".bar .skip + a");
  if (toCode) toCode.style.display = main().querySelector(toCode.hash) ? "" : "none";
}

/** Puts news above a form, in place of what stood there; Back takes them away again. */
export function above(form: HTMLFormElement, ...news: Node[]): void {
  if (below !== form || !form.isConnected) keepScreen();
  if (!form.isConnected) main().replaceChildren(form);
  below = form;
  while (form.previousSibling) form.previousSibling.remove();
  form.before(...news);
  openRows(form);
  focusNews();
}

/** Puts news on top and leaves the rest as it is. */
export function onTop(news: Node): void {
  main().querySelector(":scope > .problem")?.remove();
  main().prepend(news);
  focusNews();
}

/** Puts news right above a form, where the page around it still counts: the code stays in sight. */
export function beside(form: HTMLFormElement, news: HTMLElement): void {
  if (!form.isConnected) main().replaceChildren(form);
  main().querySelector(".problem")?.remove();
  form.before(news);
  news.focus();
}

function focusNews(): void {
  scrollTo(0, 0);
  main().querySelector<HTMLElement>("[autofocus]")?.focus({ preventScroll: true });
}

/** A row that holds an answer is open. */
function openRows(form: HTMLFormElement): void {
  for (const row of form.querySelectorAll("details")) {
    const texts = [...row.querySelectorAll("textarea")].some((text) => !isBlank(text.value));
    if (texts || row.querySelector("input:checked")) row.open = true;
  }
}

/** Says who seals and who opens, now that this browser has shown that it can. */
export function adorn(parts: Parts, root: ParentNode): void {
  addLines(root);
  for (const place of root.querySelectorAll("form .sealer")) {
    const isCode = field(place.closest("form")!, "code") !== null;
    place.textContent = parts.text(isCode ? "opened" : "sealed");
  }
}

/** Marks the field that is in the way, with the same words as on top. */
export function markWrong(wrong: HTMLElement, sentence: HTMLElement): void {
  const id = `${wrong.id}-error`;
  const words = document.createElement("b");
  words.append(...sentence.cloneNode(true).childNodes);
  const line = document.createElement("p");
  line.className = "wrong";
  line.id = id;
  line.append(words);
  wrong.before(line);
  wrong.setAttribute("aria-invalid", "true");
  wrong.setAttribute("aria-describedby", [wrong.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
}

/** Takes back what [`markWrong`] did, or the server. */
export function unmark(form: HTMLFormElement): void {
  for (const line of form.querySelectorAll(".wrong")) {
    const wrong = form.querySelector(`[aria-describedby~="${line.id}"]`);
    const rest = wrong?.getAttribute("aria-describedby")?.split(" ").filter((id) => id !== line.id).join(" ");
    wrong?.removeAttribute("aria-invalid");
    if (rest) wrong?.setAttribute("aria-describedby", rest);
    else wrong?.removeAttribute("aria-describedby");
    line.remove();
  }
}

/** What was answered, by question; what was not answered is not there. */
export function answersOf(form: HTMLFormElement): Answers {
  const answers: Answers = {};
  for (const { question, type, value } of answered(form)) {
    const text = type === "textarea" ? clean(value) : value;
    if (isBlank(text)) continue;
    if (type === "checkbox") answers[question] = [...(answers[question] ?? []), text];
    else answers[question] = text;
  }
  // Who says nothing on the page about the writer wants to be asked first.
  if (isAboutMe(form)) answers["pass"] ??= "pass-ask";
  return answers;
}

const isAboutMe = (form: HTMLFormElement): boolean => hidden(form, "view") === "me";

/** Whether it tells of danger, as src/server/web/form.rs has it. */
export function tellsOfDanger(form: HTMLFormElement): boolean {
  const { when, minor, role } = answersOf(form);
  const isMinor = minor === "yes" || minor === "maybe";
  return isAboutMe(form) || (when === "when-now" && (isMinor || role === "role-me"));
}

/** How many characters all texts have together. */
export function lengthOf(form: HTMLFormElement): number {
  const texts = answered(form).filter(({ type }) => type === "textarea");
  return texts.map(({ value }) => clean(value)).reduce((sum, text) => sum + (isBlank(text) ? 0 : length(text)), 0);
}
