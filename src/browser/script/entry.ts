// One report or message on its way: sealed once, and sent again as the same bytes.
import { Refused, ask, page } from "./api.ts";
import { randomBytes } from "./bytes.ts";
import { type Answers, type Kind, type Mark, canonical, entryId, message, report, today } from "./document.ts";
import { type Site, entryBody, fingerprint, seal } from "./seal.ts";
import { type Keys, type Token, keysOf } from "./token.ts";

const PATHS: Record<Kind, string> = { report: "/api/v1/reports", message: "/api/v1/mailbox/messages" };

/** The set that the page names, or nothing if the server gives another. */
export async function siteOf(from: Document): Promise<Site | undefined> {
  const named = from.querySelector<HTMLElement>("script[data-recipients]")?.dataset["recipients"];
  const site = (await ask("/api/v1/site")) as Site;
  const agree = site.fingerprint === named && (await fingerprint(site.recipients)) === named;
  return agree ? site : undefined;
}

export class Entry {
  readonly #form = randomBytes(16);
  #sealed: { words: string; body: Promise<string> } | undefined;
  #sending: AbortController | undefined;

  private constructor(
    readonly kind: Kind,
    readonly token: Token,
    readonly keys: Keys,
  ) {}

  static async of(kind: Kind, token: Token, site: Site): Promise<Entry> {
    return new Entry(kind, token, await keysOf(token, site.instance));
  }

  /** Seals and sends; who presses again waits for the last. Gives the site it was sealed for, which may be another than before. */
  async send(site: Site, answers: Answers, marks: Mark[], after: number): Promise<Site> {
    this.#sending?.abort();
    const sending = (this.#sending = new AbortController());
    const post = async (site: Site) => {
      await ask(PATHS[this.kind], await this.#body(site, answers, marks, after), sending.signal);
      return site;
    };
    try {
      return await post(site).catch(async (error: unknown) => post(await this.#otherSite(error)));
    } catch (error) {
      throw sending.signal.aborted ? new Refused("superseded") : error;
    }
  }

  /** The set to seal for again, if that is what was refused. */
  async #otherSite(error: unknown): Promise<Site> {
    if (!(error instanceof Refused) || error.trouble !== "other-recipients") throw error;
    const other = await siteOf(await page(`/${document.documentElement.lang}/`));
    if (!other) throw new Refused("seal");
    this.#sealed = undefined;
    return other;
  }

  /** The same words are the same bytes, however often they are sent. */
  #body(site: Site, answers: Answers, marks: Mark[], after: number): Promise<string> {
    const words = canonical(answers);
    if (this.#sealed?.words !== words) {
      const body = this.#seal(site, answers, marks, after).catch(() => {
        this.#sealed = undefined;
        throw new Refused("seal");
      });
      this.#sealed = { words, body };
    }
    return this.#sealed.body;
  }

  async #seal(site: Site, answers: Answers, marks: Mark[], after: number): Promise<string> {
    const id = await entryId(this.keys, this.#form, this.kind, answers);
    const writing = { answers, day: today(), language: document.documentElement.lang, marks, sealedFor: site.fingerprint };
    const json = this.kind === "report" ? report(writing, this.keys) : await message(writing, this.keys, id, after);
    return entryBody(this.keys, id, await seal(json, site));
  }
}
