// What the buttons do once this browser has shown that it can seal.
import { Refused, ask } from "./api.ts";
import { type Mark, type Reply, inOrder } from "./document.ts";
import { Entry } from "./entry.ts";
import type { Parts } from "./parts.ts";
import { type Site, credential, open, withdrawalBody } from "./seal.ts";
import { type Token, groups, grouped, keysOf, parse, randomToken } from "./token.ts";
import { above, answersOf, beside, field, isFast, lengthOf, markWrong, onTop, show, unmark } from "./view.ts";
import { yours } from "./yours.ts";

const isSuperseded = (error: unknown): boolean => error instanceof Refused && error.trouble === "superseded";

export class Acts {
  #token: Token | undefined;
  /** What each form is sending; a form that is shown anew sends something new. */
  readonly #entries = new WeakMap<HTMLFormElement, Promise<Entry>>();
  /** The code that was typed for it, where the form asks for one. */
  readonly #typed = new WeakMap<HTMLFormElement, string>();

  constructor(
    readonly parts: Parts,
    private site: Site,
  ) {}

  /** Shows a report to be read over. Nothing leaves the browser. */
  check(form: HTMLFormElement): void {
    if (this.#isRefused(form, "story", "empty")) return;
    const asked = yours(answersOf(form)).map((text) => this.parts.asked(text));
    above(form, this.parts.get("check"), ...asked);
  }

  async report(form: HTMLFormElement): Promise<void> {
    if (this.#isRefused(form, "story", "empty")) return;
    try {
      const entry = await this.#send(form, "report", randomToken());
      this.#token = entry.token;
      show(this.parts, this.parts.sent(groups(entry.token)));
    } catch (error) {
      if (!isSuperseded(error)) this.#reportFailed(form, error);
    }
  }

  async message(form: HTMLFormElement): Promise<void> {
    if (this.#isRefused(form, "message", "empty-message")) return;
    const token = this.#typedToken(form);
    if (!token) return;
    try {
      await this.#send(form, "message", token);
      this.#token = token;
      show(this.parts, this.parts.get("written"));
    } catch (error) {
      if (!isSuperseded(error)) beside(form, this.parts.problem("nothing-sent", [this.#sentence(error)]));
    }
  }

  /** The replies to a code that was typed, or to the token of this page. */
  async look(form: HTMLFormElement): Promise<void> {
    const typed = field(form, "code")?.value;
    const token = typed === undefined ? this.#tokenOf(form) : parse(typed);
    if (!(token instanceof Uint8Array)) {
      const sentence = this.parts.mistyped(typed!, token);
      return this.#code(grouped(typed!).join(" "), "wrong-code", [sentence, this.parts.sentence("code-safe")], true);
    }
    try {
      const keys = await keysOf(token, this.site.instance);
      const { replies } = (await ask("/api/v1/mailbox", JSON.stringify({ mailbox: credential(keys) }))) as { replies: string[] };
      this.#token = token;
      this.#replies(inOrder(await open(replies, keys, this.site.classes)));
    } catch (error) {
      const [title, sentence] = this.#notLooked(error, "load");
      if (typed === undefined) onTop(this.parts.problem(title, [sentence]));
      else this.#code(typed, title, [sentence], false);
    }
  }

  withdraw(form: HTMLFormElement): void {
    this.#token = this.#tokenOf(form);
    show(this.parts, this.parts.get("withdraw"));
  }

  async withdrawYes(form: HTMLFormElement): Promise<void> {
    try {
      const keys = await keysOf(this.#tokenOf(form), this.site.instance);
      await ask("/api/v1/mailbox/withdraw", withdrawalBody(keys));
      this.forget();
      show(this.parts, this.parts.get("withdrawn"));
    } catch (error) {
      const [title, sentence] = this.#notLooked(error, "not-withdrawn");
      onTop(this.parts.problem(title, [sentence]));
    }
  }

  forget(): void {
    this.#token?.fill(0);
    this.#token = undefined;
  }

  /** The token in the form, where the server made the page; else the one of this page. */
  #tokenOf(form: HTMLFormElement): Token {
    const token = parse(field(form, "token")?.value ?? "");
    if (token instanceof Uint8Array) return token;
    if (!this.#token) throw new Error("a page without a token");
    return this.#token;
  }

  /** The token of a message: typed, where the server could not know whose page was posted to it. */
  #typedToken(form: HTMLFormElement): Token | undefined {
    const code = field(form, "code");
    if (!code) return this.#tokenOf(form);
    if (this.#typed.get(form) !== code.value) this.#entries.delete(form);
    this.#typed.set(form, code.value);
    const token = parse(code.value);
    if (token instanceof Uint8Array) return token;
    const sentence = this.parts.mistyped(code.value, token);
    markWrong(code, sentence);
    beside(form, this.parts.problem("nothing-sent", [sentence], code));
    return undefined;
  }

  /** Seals and sends what a form holds; pressed again, the same entry. */
  async #send(form: HTMLFormElement, kind: "report" | "message", token: Token): Promise<Entry> {
    const entry = this.#entries.get(form) ?? Entry.of(kind, token, this.site);
    this.#entries.set(form, entry);
    entry.catch(() => this.#entries.delete(form));
    const marks: Mark[] = [];
    if (field(form, "homepage")?.value) marks.push("trap");
    if (isFast()) marks.push("fast");
    const after = Number(field(form, "after")?.value ?? 0);
    this.site = await (await entry).send(this.site, answersOf(form), marks, after);
    return entry;
  }

  /** Says what is in the way of sending, if something is. */
  #isRefused(form: HTMLFormElement, name: string, empty: string): boolean {
    unmark(form);
    const count = lengthOf(form, answersOf(form));
    const max = this.site.most_characters;
    if (count > 0 && count <= max) return false;
    const sentence = count ? this.parts.sentence("long", { count, max }) : this.parts.sentence(empty);
    const wrong = field(form, name)!;
    markWrong(wrong, sentence);
    const problem = this.parts.problem("nothing-sent", [sentence], wrong);
    if (name === "story") above(form, this.#withNumbers(problem));
    else beside(form, problem);
    return true;
  }

  /** Whose choice it is: try again, or let the server seal with the form's own token. */
  #reportFailed(form: HTMLFormElement, error: unknown): void {
    const problem = this.parts.problem("nothing-sent", [this.#sentence(error)]);
    const again = this.parts.get("again");
    const send = form.querySelector<HTMLButtonElement>("button[value=send]")!;
    again.querySelector("[data-again]")!.addEventListener("click", () => send.click());
    again.querySelector("[data-server]")!.addEventListener("click", () => {
      form.dataset["server"] = "";
      send.click();
    });
    above(form, this.#withNumbers(problem, again));
  }

  #withNumbers(problem: HTMLElement, ...more: Node[]): DocumentFragment {
    const part = this.parts.get("problem");
    part.querySelector("section")!.replaceWith(problem, ...more);
    return part;
  }

  #sentence(error: unknown): HTMLElement {
    if (!(error instanceof Refused)) return this.parts.sentence("seal");
    if (error.trouble === "busy") return this.parts.sentence("busy", { seconds: error.seconds });
    if (error.trouble === "withdrawn") return this.parts.sentence("was-withdrawn");
    return this.parts.sentence(error.trouble === "other-recipients" ? "seal" : error.trouble);
  }

  #notLooked(error: unknown, otherwise: string): [string, HTMLElement] {
    const isBusy = error instanceof Refused && error.trouble === "busy";
    return isBusy ? ["wait", this.parts.sentence("busy-code", { seconds: error.seconds })] : ["heading", this.parts.sentence(otherwise)];
  }

  #code(typed: string, title: string, sentences: HTMLElement[], isWrong: boolean): void {
    const part = this.parts.get("code");
    const code = part.querySelector<HTMLInputElement>("#code")!;
    code.value = typed;
    if (isWrong) markWrong(code, sentences[0]!);
    part.prepend(this.parts.problem(title, sentences, isWrong ? code : undefined));
    show(this.parts, part);
  }

  #replies(replies: Reply[]): void {
    const head = this.parts.get(replies.length ? "replies" : "none");
    if (replies.length === 1) head.querySelector("p")!.remove();
    const below = this.parts.get("below");
    below.querySelector<HTMLInputElement>("[name=after]")!.value = String(replies[0]?.number ?? 0);
    show(this.parts, head, ...replies.map(({ text }) => this.parts.reply(text)), below);
  }
}
