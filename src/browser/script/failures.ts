// What is said when an act was not done, whatever the reason, and what can be done then.
import { Refused, page } from "./api.ts";
import { buttonOf } from "./controls.ts";
import type { Entry } from "./entry.ts";
import type { Parts } from "./parts.ts";
import { above, beside, onTop } from "./view.ts";

/** Marks a form whose next press goes to the server, because somebody chose that. */
const BY_SERVER = "server";

export const goesToServer = (form: HTMLFormElement): boolean => BY_SERVER in form.dataset;

/** A heading, and what stands under it. */
interface News {
  title: string;
  sentences: HTMLElement[];
}

/** The words that are still there when the page itself is broken: they need no template any more. */
const LAST = ["nothing-sent", "seal", "unsure-title", "unsure", "unsure-message", "heading", "load", "not-withdrawn", "withdraw-unsure"];

/** Whether the browser is what failed: then the server can do it. */
function isOwn(error: unknown): boolean {
  return !(error instanceof Refused) || error.trouble === "seal" || error.trouble === "other-recipients";
}

/** Whether nobody can say what became of it. */
const isLost = (error: unknown): boolean => error instanceof Refused && !error.isAnswer;

export class Failures {
  readonly #last: Map<string, string>;
  readonly #again: string;
  readonly #server: string;
  /** Withdrawing was tried, and perhaps it was done. */
  #mayBeWithdrawn = false;

  constructor(readonly parts: Parts) {
    this.#last = new Map(LAST.map((name) => [name, parts.text(name)]));
    const choice = parts.get("again");
    this.#again = choice.querySelector("[data-again]")!.textContent!;
    this.#server = choice.querySelector("[data-server]")!.textContent!;
  }

  /** A report was not sent or read over, as far as we know: whose choice it is what to do now. */
  async report(form: HTMLFormElement, name: string, error: unknown, entry?: Entry): Promise<void> {
    const isUnsure = entry?.mayBeStored ?? false;
    try {
      const canServer = isOwn(error) || (isLost(error) && (await isPageThere()));
      const { title, sentences } = this.#written(error, isUnsure, "unsure");
      const choice = this.parts.get("again");
      const server = choice.querySelector<HTMLElement>("[data-server]")!;
      this.#choose(form, name, choice.querySelector<HTMLElement>("[data-again]")!, server, entry);
      if (!canServer) server.remove();
      above(form, this.withNumbers(true, this.parts.problem(title, sentences), choice));
    } catch {
      const [title, sentence] = isUnsure ? ["unsure-title", "unsure"] : ["nothing-sent", "seal"];
      this.#plainly(form, name, title!, sentence!, entry);
    }
  }

  /** A message was not sent: the button to try it again stands below. */
  message(form: HTMLFormElement, error: unknown, entry?: Entry): void {
    const isUnsure = entry?.mayBeStored ?? false;
    try {
      const { title, sentences } = this.#written(error, isUnsure, "unsure-message");
      beside(form, this.parts.problem(title, sentences));
    } catch {
      const [title, sentence] = isUnsure ? ["unsure-title", "unsure-message"] : ["nothing-sent", "seal"];
      this.#plainly(form, "message", title!, sentence!);
    }
  }

  /** Nothing was withdrawn, or nobody knows. */
  withdrawal(form: HTMLFormElement, error: unknown): void {
    if (!(error instanceof Refused) || (isLost(error) && navigator.onLine)) this.#mayBeWithdrawn = true;
    const isUnsure = this.#mayBeWithdrawn;
    const title = isUnsure ? "unsure-title" : "heading";
    this.#onTop(form, "withdraw-yes", error, title, isUnsure ? "withdraw-unsure" : "not-withdrawn");
  }

  /** What a button leads to does not come. */
  other(form: HTMLFormElement, name: string, error: unknown): void {
    this.#onTop(form, name, error, "heading", "load");
  }

  #onTop(form: HTMLFormElement, name: string, error: unknown, title: string, otherwise: string): void {
    try {
      const news = this.notLooked(error, title, otherwise);
      onTop(this.parts.problem(news.title, news.sentences));
    } catch {
      this.#plainly(form, name, title, otherwise);
    }
  }

  /** The words for something that was asked about a code. */
  notLooked(error: unknown, title: string, otherwise: string): News {
    const isBusy = error instanceof Refused && error.trouble === "busy";
    if (!isBusy) return { title, sentences: [this.parts.sentence(otherwise)] };
    return { title: "wait", sentences: [this.parts.sentence("busy-code", { seconds: this.parts.count("seconds", Number(error.seconds)) })] };
  }

  /** The words for something that was written. */
  #written(error: unknown, isUnsure: boolean, unsure: string): News {
    const why = this.#why(error);
    if (!isUnsure) return { title: "nothing-sent", sentences: [why ?? this.parts.sentence("offline")] };
    const more = why && !isOwn(error) ? [why] : [];
    return { title: "unsure-title", sentences: [this.parts.sentence(unsure), ...more] };
  }

  /** Why it was not done, if our own server or the browser said so. */
  #why(error: unknown): HTMLElement | undefined {
    if (isLost(error)) return undefined;
    if (isOwn(error) || !(error instanceof Refused)) return this.parts.sentence("seal");
    if (error.trouble === "busy") return this.parts.sentence("busy", { seconds: this.parts.count("seconds", Number(error.seconds)) });
    return this.parts.sentence(error.trouble === "withdrawn" ? "was-withdrawn" : error.trouble);
  }

  /** What is in the way, with all telephone numbers: open where nothing can be sent now. */
  withNumbers(isOpen: boolean, ...news: Node[]): DocumentFragment {
    const part = this.parts.get("call");
    part.prepend(...news);
    part.append(this.parts.numbers(isOpen));
    return part;
  }

  /** Two ways on: the same again, or by the server. */
  #choose(form: HTMLFormElement, name: string, again: HTMLElement, server?: HTMLElement, entry?: Entry): void {
    const press = () => buttonOf(form, name).click();
    again.addEventListener("click", press);
    server?.addEventListener("click", () => {
      entry?.handOver(form);
      form.dataset[BY_SERVER] = "";
      press();
    });
  }

  /** The same in words alone, where something in the page keeps it from being made as always. */
  #plainly(form: HTMLFormElement, name: string, title: string, sentence: string, entry?: Entry): void {
    const again = made("button", this.#again);
    const server = name === "send" || name === "check" ? made("button", this.#server) : undefined;
    this.#choose(form, name, again, server, entry);
    const news = made("section", "");
    news.className = "problem";
    news.tabIndex = -1;
    news.append(made("h1", this.#last.get(title)!), made("p", this.#last.get(sentence)!), again, " ", server ?? "");
    beside(form, news);
  }
}

function made(kind: string, text: string): HTMLElement {
  const element = document.createElement(kind);
  if (kind === "button") element.setAttribute("type", "button");
  element.textContent = text;
  return element;
}

/** Whether our page can be had: then something is in the way of what the script sends. */
async function isPageThere(): Promise<boolean> {
  return navigator.onLine && page(location.pathname).then(() => true, () => false);
}
