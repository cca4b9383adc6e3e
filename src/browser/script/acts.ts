// What the buttons do once this browser has shown that it can seal.
import { Refused, ask } from "./api.ts";
import { field, hidden } from "./controls.ts";
import { ID, type Mark, type Position, type Reply, inOrder } from "./document.ts";
import { Entry } from "./entry.ts";
import { Failures } from "./failures.ts";
import type { Parts } from "./parts.ts";
import { closeScreens, forgetScreens } from "./screens.ts";
import { type Site, credential, open, withdrawalBody } from "./seal.ts";
import { sayBusy } from "./status.ts";
import { type Mistyped, type Token, groups, keysOf, parse, randomToken } from "./token.ts";
import { above, answersOf, beside, isFast, lengthOf, markWrong, show, showNext, tellsOfDanger, unmark } from "./view.ts";
import { yours } from "./yours.ts";

type Act = (form: HTMLFormElement, ending: AbortSignal) => void | Promise<void>;

/** A press whose act is not done yet. */
interface Press {
  /** What the form held. */
  held: string;
  ending: AbortController;
}

/** All that a form holds now: the same twice is one press. */
function heldBy(form: HTMLFormElement): string {
  const fields = [...form.querySelectorAll<HTMLInputElement>("textarea, input")];
  return JSON.stringify(fields.map(({ name, value, checked }) => [name, value, checked]));
}

export class Acts {
  #token: Token | undefined;
  /** What was sent from here last: under which token, and its id. Its words are not needed any more. */
  #sent: { token: Token; id: string | undefined } | undefined;
  /** What each form is sending; a form that is shown anew sends something new. */
  readonly #entries = new WeakMap<HTMLFormElement, Promise<Entry>>();
  /** The same, once its keys are there. */
  readonly #begun = new WeakMap<HTMLFormElement, Entry>();
  /** The code that was typed for it, where the form asks for one. */
  readonly #typed = new WeakMap<HTMLFormElement, string>();
  readonly #presses = new WeakMap<HTMLFormElement, Map<string, Press>>();
  readonly #failures: Failures;
  readonly #known: Record<string, Act> = {
    check: (form) => this.#check(form),
    send: (form, ending) => this.#report(form, ending),
    message: (form, ending) => this.#message(form, ending),
    look: (form, ending) => this.#look(form, ending),
    withdraw: (form) => this.#withdraw(form),
    "withdraw-yes": (form, ending) => this.#withdrawYes(form, ending),
  };

  constructor(
    readonly parts: Parts,
    private site: Site,
  ) {
    this.#failures = new Failures(parts);
  }

  knows(name: string): boolean {
    return name in this.#known;
  }

  /** Whether a code is in use here, that only this page knows. */
  get holdsToken(): boolean {
    return this.#token !== undefined;
  }

  /**
   * Does what a button says, and ends in words however it ends. Pressed again with the same in the form,
   * it is the same press: what is on its way goes on.
   */
  async press(name: string, form: HTMLFormElement): Promise<void> {
    const presses = this.#presses.get(form) ?? new Map<string, Press>();
    this.#presses.set(form, presses);
    const earlier = presses.get(name);
    const held = heldBy(form);
    if (earlier?.held === held) return;
    earlier?.ending.abort();
    const press = { held, ending: new AbortController() };
    presses.set(name, press);
    let done = () => {};
    try {
      done = sayBusy(this.parts, form, name);
      await this.#known[name]!(form, press.ending.signal);
    } catch (error) {
      if (!press.ending.signal.aborted) await this.#failed(name, form, error);
    } finally {
      done();
      if (presses.get(name) === press) presses.delete(name);
    }
  }

  async #failed(name: string, form: HTMLFormElement, error: unknown): Promise<void> {
    const entry = this.#begun.get(form);
    if (name === "send" || name === "check") await this.#failures.report(form, name, error, entry);
    else if (name === "message") this.#failures.message(form, error, entry);
    else if (name === "withdraw-yes") this.#failures.withdrawal(form, error);
    else this.#failures.other(form, name, error);
  }

  /** Shows a report to be read over. Nothing leaves the browser. */
  #check(form: HTMLFormElement): void {
    if (this.#isRefused(form, "story", "empty")) return;
    const asked = yours(answersOf(form)).map((text) => this.parts.asked(text));
    const part = this.parts.get("check");
    if (this.#begun.get(form)?.mayBeStored) part.querySelector("p")!.replaceWith(this.parts.sentence("unsure"));
    above(form, part, ...asked);
  }

  async #report(form: HTMLFormElement, ending: AbortSignal): Promise<void> {
    if (this.#isRefused(form, "story", "empty")) return;
    const isDanger = tellsOfDanger(form);
    const entry = await this.#send(form, "report", randomToken(), ending);
    this.#token = entry.token;
    const sent = this.parts.sent(groups(entry.token), isDanger);
    closeScreens();
    show(this.parts, sent);
  }

  async #message(form: HTMLFormElement, ending: AbortSignal): Promise<void> {
    if (this.#isRefused(form, "message", "empty-message")) return;
    const token = this.#typedToken(form);
    if (!token) return;
    await this.#send(form, "message", token, ending);
    this.#token = token;
    showNext(this.parts, this.parts.get("written"), this.parts.numbers());
    this.#startAnew(form);
    field(form, "message")!.value = "";
  }

  /** The replies to a code that was typed, or to the token of this page. */
  async #look(form: HTMLFormElement, ending: AbortSignal): Promise<void> {
    const code = field(form, "code");
    const token = code ? parse(code.value) : this.#tokenOf(form);
    if (!(token instanceof Uint8Array)) {
      const sentence = this.parts.mistyped(code!.value, token);
      return this.#code(code!.value, "wrong-code", [sentence, this.parts.sentence("code-safe")], token);
    }
    try {
      const keys = await keysOf(token, this.site.instance);
      const { replies } = await ask("/api/v1/mailbox", JSON.stringify({ mailbox: credential(keys) }), ending);
      const opened = await open(replies as string[], keys, this.site.classes);
      this.#token = token;
      this.#replies(inOrder(opened));
      if (code) code.value = "";
    } catch (error) {
      if (!code || ending.aborted) throw error;
      const { title, sentences } = this.#failures.notLooked(error, "heading", "load");
      this.#code(code.value, title, sentences);
    }
  }

  #withdraw(form: HTMLFormElement): void {
    this.#token = this.#tokenOf(form);
    showNext(this.parts, this.parts.get("withdraw"), this.parts.numbers());
  }

  async #withdrawYes(form: HTMLFormElement, ending: AbortSignal): Promise<void> {
    const keys = await keysOf(this.#tokenOf(form), this.site.instance);
    const done = await ask("/api/v1/mailbox/withdraw", withdrawalBody(keys), ending);
    if (Object.keys(done).length > 0) throw new Refused("unsure");
    const withdrawn = [this.parts.get("withdrawn"), this.parts.numbers()];
    this.forget();
    show(this.parts, ...withdrawn);
  }

  forget(): void {
    forgetScreens();
    this.#token?.fill(0);
    this.#token = undefined;
    this.#sent = undefined;
  }

  /** The token in the form, where the server made the page; else the one of this page. */
  #tokenOf(form: HTMLFormElement): Token {
    const token = parse(hidden(form, "token") ?? "");
    if (token instanceof Uint8Array) return token;
    if (!this.#token) throw new Error("a page without a token");
    return this.#token;
  }

  /** The token of a message: typed, where the server could not know whose page was posted to it. */
  #typedToken(form: HTMLFormElement): Token | undefined {
    const code = field(form, "code");
    if (!code) return this.#tokenOf(form);
    if (this.#typed.get(form) !== code.value) this.#startAnew(form);
    this.#typed.set(form, code.value);
    const token = parse(code.value);
    if (token instanceof Uint8Array) return token;
    const sentence = this.parts.mistyped(code.value, token);
    markWrong(code, sentence);
    const problem = this.parts.problem(this.#heading(form), [sentence], code);
    problem.append(this.parts.typed(code.value, token));
    beside(form, problem);
    return undefined;
  }

  /** Seals and sends what a form holds; pressed again, the same entry. */
  async #send(form: HTMLFormElement, kind: "report" | "message", token: Token, ending: AbortSignal): Promise<Entry> {
    const begun = this.#entries.get(form) ?? Entry.of(kind, token, this.site);
    this.#entries.set(form, begun);
    begun.catch(() => this.#entries.delete(form));
    const entry = await begun;
    this.#begun.set(form, entry);
    const marks: Mark[] = [];
    if (field(form, "homepage")?.value) marks.push("trap");
    if (isFast()) marks.push("fast");
    const position = this.#position(form, token);
    this.site = await entry.send(this.site, answersOf(form), marks, position, ending);
    this.#sent = { token, id: entry.id };
    return entry;
  }

  /** Where what a form holds stands: what was sent before is known here, or the server wrote it into its page. */
  #position(form: HTMLFormElement, token: Token): Position {
    const after = Number(hidden(form, "after") ?? 0);
    const isSame = this.#sent?.token.every((byte, i) => byte === token[i]);
    const previous = isSame ? this.#sent?.id : hidden(form, "previous");
    return { after, previous: previous && ID.test(previous) ? previous : undefined };
  }

  /** What this form sends next has nothing to do with what it sent before. */
  #startAnew(form: HTMLFormElement): void {
    this.#entries.delete(form);
    this.#begun.delete(form);
  }

  /** The heading over what is in the way: nobody says that nothing was sent who does not know. */
  #heading(form: HTMLFormElement): string {
    return this.#begun.get(form)?.mayBeStored ? "unsure-title" : "nothing-sent";
  }

  /** Says what is in the way of sending, if something is. */
  #isRefused(form: HTMLFormElement, name: string, empty: string): boolean {
    unmark(form);
    const count = lengthOf(form);
    const max = this.site.most_characters;
    if (count > 0 && count <= max) return false;
    const sentence = count ? this.parts.sentence("long", { count: this.parts.count("characters", count), max: this.parts.count("characters", max) }) : this.parts.sentence(empty);
    const wrong = field(form, name)!;
    markWrong(wrong, sentence);
    const problem = this.parts.problem(this.#heading(form), [sentence], wrong);
    if (name === "story") above(form, this.#failures.withNumbers(false, problem));
    else beside(form, problem);
    return true;
  }

  #code(typed: string, title: string, sentences: HTMLElement[], wrong?: Mistyped): void {
    const part = this.parts.get("code");
    const code = part.querySelector<HTMLInputElement>("#code")!;
    code.value = typed;
    if (wrong) markWrong(code, sentences[0]!);
    part.append(this.parts.numbers(!wrong));
    part.prepend(this.parts.problem(title, sentences, wrong && code), wrong ? this.parts.typed(typed, wrong) : "");
    showNext(this.parts, part);
  }

  #replies(replies: Reply[]): void {
    const head = this.parts.get(replies.length ? "replies" : "none");
    if (replies.length === 1) head.querySelector("p")!.remove();
    const below = this.parts.get("below");
    below.querySelector<HTMLInputElement>("[name=after]")!.value = String(replies[0]?.number ?? 0);
    showNext(this.parts, head, ...replies.map(({ text }) => this.parts.reply(text)), below, this.parts.numbers());
  }
}
