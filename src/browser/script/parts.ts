// The parts of pages, rendered by the server and filled in here.
import { page } from "./api.ts";
import { type Mistyped, lookOver } from "./token.ts";

/** What the script fills in: without one of these it leaves the page to the server. */
const NAMES = ["check", "problem", "call", "numbers", "sent", "danger", "none", "replies", "reply", "below", "written", "withdraw", "withdrawn", "code", "again", "names", "sentences", "counts"];

export type Values = Record<string, string | number>;

/** A text as a pattern that fits this text alone. */
const asPattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

const PLACEHOLDER = /\{ \$(\w+) \}/g;
const filledIn = (text: string, values: Values): string => text.replace(PLACEHOLDER, (_, key: string) => String(values[key] ?? ""));

export class Parts {
  readonly #from: Document;

  private constructor(from: Document) {
    this.#from = from;
    for (const name of NAMES) this.#template(name);
  }

  static async load(language: string): Promise<Parts> {
    return new Parts(await page(`/${language}/parts`));
  }

  #template(name: string): DocumentFragment {
    const template = this.#from.getElementById(name) as HTMLTemplateElement | null;
    if (!template) throw new Error(`no part ${name}`);
    return template.content;
  }

  /** The style of what is put into the form's place; the policy names it. */
  bringStyle(): void {
    const styles = this.#from.querySelectorAll("style");
    document.head.append(document.importNode(styles[styles.length - 1]!, true));
  }

  /** A part of its own. */
  get(name: string): DocumentFragment {
    return document.importNode(this.#template(name), true);
  }

  /** The telephone numbers in a row, open where nothing can be sent now. */
  numbers(isOpen = false): DocumentFragment {
    const part = this.get("numbers");
    part.querySelector("details")!.open = isOpen;
    return part;
  }

  /** A sentence, its places filled in. */
  sentence(name: string, values: Values = {}): HTMLElement {
    const found = this.#template("sentences").querySelector(`[data-of="${name}"]`)!;
    const sentence = document.importNode(found, true) as HTMLElement;
    sentence.removeAttribute("data-of");
    for (const node of textsIn(sentence)) node.data = filledIn(node.data, values);
    return sentence;
  }

  text(name: string): string {
    return this.sentence(name).textContent!;
  }

  /** How a symbol is said on the telephone. */
  name(symbol: string): string {
    return this.#template("names").querySelector(`[data-of="${symbol}"]`)?.textContent ?? "";
  }

  /** What is in the way, to stand first and in focus. The first sentence leads to the field. */
  problem(title: string, sentences: HTMLElement[], field?: HTMLElement): HTMLElement {
    const section = this.get("problem").querySelector<HTMLElement>("section")!;
    section.querySelector("h1")!.textContent = this.text(title);
    section.append(...sentences);
    const first = section.querySelector("p");
    if (field && first) {
      const link = document.createElement("a");
      link.href = `#${field.id}`;
      link.append(...first.childNodes);
      first.append(link);
    }
    return section;
  }

  /** A number with its noun, as src/core/i18n/counts.rs has it. */
  count(unit: "seconds" | "characters", number: number): string {
    const text = (name: string) => this.#template("counts").querySelector(`[data-of="${name}"]`)?.textContent;
    if (unit === "seconds" && number < 5) return text("soon")!;
    const category = new Intl.PluralRules(this.#from.documentElement.lang).select(number);
    const phrase = text(`${unit}-${category}`) ?? text(`${unit}-other`) ?? "{ $n }";
    const digits = number < 10_000 ? String(number) : String(number).replace(/\B(?=(\d{3})+$)/g, text("group")!);
    return phrase.replace(PLACEHOLDER, digits);
  }

  /** The page after sending, with the groups of the token; in danger it begins with whom to call. */
  sent(groups: string[], isDanger: boolean): DocumentFragment {
    const part = this.get("sent");
    if (isDanger) part.querySelector("h1")!.after(this.get("danger"));
    const lines = part.querySelectorAll(".code li");
    const spoken = part.querySelectorAll("p[translate=no]");
    for (const node of textsIn(part)) node.data = filledIn(node.data, { site: location.host });
    groups.forEach((group, i) => {
      lines[i]!.textContent = `${group} `;
      spoken[i]!.append([...group].map((symbol) => this.name(symbol)).join(" · "));
    });
    return part;
  }

  /** A reply, its telephone numbers as links. */
  reply(text: string): DocumentFragment {
    const part = this.get("reply");
    part.querySelector(".said")!.append(...this.#linked(text));
    return part;
  }

  /** The numbers of the list, where they stand alone in a text. */
  #linked(text: string): (string | Node)[] {
    const links = [...this.#template("sent").querySelectorAll<HTMLAnchorElement>("a[href^='tel:']")];
    const plain = (link: Element) => link.textContent!.replace(/\u00a0/g, " ").replace(/\u2011/g, "-");
    const known = new Map(links.map((link) => [plain(link), link]));
    const either = [...known.keys()].sort((a, b) => b.length - a.length).map(asPattern).join("|");
    const pieces = text.split(new RegExp(`((?:^|[^\\p{L}\\p{N}])(?:${either})(?![\\p{L}\\p{N}]))`, "u"));
    return pieces.flatMap((piece) => {
      // A number at the very beginning has nothing before it, and may begin with a sign itself.
      const before = known.has(piece) ? "" : (/^[^\p{L}\p{N}]/u.exec(piece)?.[0] ?? "");
      const link = known.get(piece.slice(before.length));
      return link ? [before, document.importNode(link, true)] : [piece];
    });
  }

  /** Whether something is the reporter's own. */
  asked(text: string): HTMLElement {
    const note = document.createElement("div");
    note.className = "note";
    note.append(this.sentence("yours", { text }));
    return note;
  }

  /** What is said of a mistyped code. */
  mistyped(typed: string, wrong: Mistyped): HTMLElement {
    const { groups, doubtful } = lookOver(typed, wrong);
    const sentences: HTMLElement[] = [];
    if (wrong.count !== undefined) sentences.push(this.sentence("code-count", { count: this.count("characters", wrong.count) }));
    if (doubtful) sentences.push(this.sentence("code-group", { group: doubtful, text: startOf(groups[doubtful - 1] ?? "") }));
    if (groups.length) sentences.push(this.sentence("code-other"));
    const [first, ...more] = sentences;
    for (const sentence of more) first!.append(" ", ...sentence.childNodes);
    return first!;
  }

  /** What was typed for a code as a numbered column, with a mark in words at the group in doubt. */
  typed(typed: string, wrong: Mistyped): DocumentFragment {
    const { groups, doubtful } = lookOver(typed, wrong);
    const part = groups.length ? this.get("typed") : document.createDocumentFragment();
    groups.slice(0, MOST_GROUPS).forEach((group, i) => {
      const line = document.createElement("li");
      const isDoubtful = i + 1 === doubtful;
      const text = document.createElement(isDoubtful ? "b" : "span");
      text.translate = false;
      text.textContent = startOf(group);
      line.append(text);
      if (isDoubtful) {
        const here = document.createElement("b");
        here.append(...this.sentence("look-here").childNodes);
        line.append(" ", here);
      }
      part.querySelector("ol")!.append(line);
    });
    return part;
  }
}

/** The most groups of a typed code that are shown, and the start of one. */
const MOST_GROUPS = 14;
const startOf = (group: string): string => [...group].slice(0, 12).join("");

function* textsIn(root: Node): Iterable<Text> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode as Text;
}
