// The public API, as schema/openapi.yaml describes it.

/** Why nothing was done: the last part of a problem's name, or that no whole answer came, or nobody waits for it. */
export type Trouble = "busy" | "store" | "full" | "closed" | "withdrawn" | "other-recipients" | "offline" | "seal" | "superseded";

const KNOWN: readonly string[] = ["busy", "store", "full", "closed", "withdrawn", "other-recipients"];
/** A slow circuit gets as long as the server gives it. */
const PATIENCE = 120_000;

export class Refused extends Error {
  constructor(
    readonly trouble: Trouble,
    /** After how long it makes sense to try again. */
    readonly seconds = "60",
  ) {
    super(trouble);
  }
}

/** Asks, or with a body posts. Whoever asks anew ends what was asked before. */
export async function ask(path: string, body?: string, earlier?: AbortSignal): Promise<unknown> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, PATIENCE);
  if (earlier?.aborted) end();
  earlier?.addEventListener("abort", end);
  try {
    return await answer(await fetch(path, request(body, ending.signal)));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("offline");
  } finally {
    clearTimeout(timer);
  }
}

function request(body: string | undefined, signal: AbortSignal): RequestInit {
  const always: RequestInit = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", signal };
  return body === undefined ? always : { ...always, method: "POST", headers: { "content-type": "application/json" }, body };
}

async function answer(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  const { type } = (await response.json().catch(() => ({}))) as { type?: string };
  const name = type?.replace("/problems/", "") ?? "";
  const trouble = KNOWN.includes(name) ? (name as Trouble) : response.status < 500 ? "seal" : "store";
  throw new Refused(trouble, response.headers.get("retry-after") ?? undefined);
}

/** Another page of ours, as a document that runs nothing and loads nothing. */
export function page(path: string): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "document";
    request.onerror = () => reject(new Refused("offline"));
    request.onload = () => {
      const found = request.status === 200 ? request.responseXML : null;
      if (found) resolve(found);
      else reject(new Refused("offline"));
    };
    request.send();
  });
}
