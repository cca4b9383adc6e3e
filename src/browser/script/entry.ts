// One report or message on its way: sealed once, and sent again as the same bytes.
import { Refused, ask, page } from "./api.ts";
import { hex, randomBytes } from "./bytes.ts";
import { isReadable } from "./check.ts";
import { type Answers, type Kind, type Mark, type Position, canonical, entryId, message, report, today } from "./document.ts";
import { LANGUAGE } from "./language.ts";
import { type Site, entryBody, fingerprint, seal } from "./seal.ts";
import { type Keys, type Token, groups, keysOf } from "./token.ts";

const PATHS: Record<Kind, string> = { report: "/api/v1/reports", message: "/api/v1/mailbox/messages" };

/** The set that the page names, or nothing if the server gives another. */
export async function siteOf(from: Document): Promise<Site | undefined> {
  const named = from.querySelector<HTMLElement>("script[data-recipients]")?.dataset["recipients"];
  const site = (await ask("/api/v1/site")) as unknown as Site;
  const agree = site.fingerprint === named && (await fingerprint(site.recipients)) === named;
  return agree ? site : undefined;
}

export class Entry {
  readonly #form = randomBytes(16);
  #sealed: { words: string; body: Promise<string> } | undefined;
  #mayBeStored = false;
  #id: string | undefined;

  private constructor(
    readonly kind: Kind,
    readonly token: Token,
    readonly keys: Keys,
  ) {}

  static async of(kind: Kind, token: Token, site: Site): Promise<Entry> {
    return new Entry(kind, token, await keysOf(token, site.instance));
  }

  /** Whether it was sent, and nobody refused it: then it may have arrived, whatever came back. */
  get mayBeStored(): boolean {
    return this.#mayBeStored;
  }

  /** Its id, once it is sealed. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Seals and sends. Gives the site it was sealed for, which may be another than before. */
  async send(site: Site, answers: Answers, marks: Mark[], position: Position, ending: AbortSignal): Promise<Site> {
    const post = async (site: Site) => {
      await this.#post(await this.#body(site, answers, marks, position), ending);
      return site;
    };
    return post(site).catch(async (error: unknown) => post(await this.#otherSite(error)));
  }

  /** Lets the server send the same: what the browser sent before, and this, are one report. */
  handOver(form: HTMLFormElement): void {
    const replace = ({ formData }: FormDataEvent) => {
      const made = String(formData.get("form")).split(".")[1];
      formData.set("token", groups(this.token).join("-"));
      formData.set("form", `${hex(this.#form)}.${made}`);
    };
    form.addEventListener("formdata", replace, { once: true });
  }

  async #post(body: string, ending: AbortSignal): Promise<void> {
    // Then it is certain that nothing left, unless the browser is wrong and the page can be had.
    if (!navigator.onLine) await page(location.pathname);
    const before = this.#mayBeStored;
    this.#mayBeStored = true;
    try {
      // Our server says no more than that it is done.
      const done = await ask(PATHS[this.kind], body, ending);
      if (Object.keys(done).length > 0) throw new Refused("unsure");
    } catch (error) {
      if (error instanceof Refused && error.isAnswer) this.#mayBeStored = before;
      throw error;
    }
  }

  /** The set to seal for again, if that is what was refused. */
  async #otherSite(error: unknown): Promise<Site> {
    if (!(error instanceof Refused) || error.trouble !== "other-recipients") throw error;
    const other = await siteOf(await page(`/${LANGUAGE}/`));
    if (!other) throw new Refused("seal");
    this.#sealed = undefined;
    return other;
  }

  /** The same words are the same bytes, however often they are sent. */
  #body(site: Site, answers: Answers, marks: Mark[], position: Position): Promise<string> {
    const words = canonical(answers);
    if (this.#sealed?.words !== words) {
      const body = this.#seal(site, answers, marks, position).catch(() => {
        this.#sealed = undefined;
        throw new Refused("seal");
      });
      this.#sealed = { words, body };
    }
    return this.#sealed.body;
  }

  async #seal(site: Site, answers: Answers, marks: Mark[], position: Position): Promise<string> {
    const id = await entryId(this.keys, this.#form, this.kind, answers);
    const writing = { answers, day: today(), language: LANGUAGE, marks, sealedFor: site.fingerprint };
    const json = this.kind === "report" ? report(writing, this.keys) : await message(writing, this.keys, id, position);
    if (!isReadable(json)) throw new Error("the desk would not read this");
    this.#id = id;
    return entryBody(this.keys, id, await seal(json, site));
  }
}
