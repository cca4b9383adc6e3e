// Links of a page that holds words: they open in a new tab, so that nothing is lost by looking.
import { actName } from "./controls.ts";

const NOTE = "new-tab";

/** Whether a link leads off this page: not within it, and not to a telephone. */
function leadsOff(link: HTMLAnchorElement): boolean {
  const isPage = link.protocol === "https:" || link.protocol === "http:";
  return isPage && !link.getAttribute("href")!.startsWith("#");
}

function opensNew(element: Element, isNew: boolean): void {
  if (!isNew) {
    if (element.getAttribute("target")) for (const name of ["target", "aria-describedby"]) element.removeAttribute(name);
    return;
  }
  element.setAttribute("target", "_blank");
  if (!element.getAttribute("rel")?.includes("noopener")) element.setAttribute("rel", "noopener");
  if (element.localName === "a" && document.getElementById(NOTE)) element.setAttribute("aria-describedby", NOTE);
}

/** Whether something was typed or chosen that is not yet sent. */
export function isTyped(): boolean {
  const texts = document.querySelectorAll<HTMLTextAreaElement>("main textarea, main #code");
  const choices = document.querySelectorAll<HTMLInputElement>("main fieldset input");
  return [...texts].some(({ value }) => value.trim() !== "") || [...choices].some(({ checked }) => checked);
}

/** Lets links and the way to *Is it about you* open in a new tab, or here. */
export function openInTabs(isNew: boolean): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter(leadsOff);
  const ways = [...document.querySelectorAll("button")].filter((button) => actName(button) === "me").map((button) => button.closest("form")!);
  for (const element of [...links, ...ways]) opensNew(element, isNew);
}

/** The words by which a screen reader says that a link opens in a new tab. */
export function sayNewTab(words: string): void {
  const note = document.createElement("p");
  note.id = NOTE;
  note.hidden = true;
  note.textContent = words;
  document.body.append(note);
}
