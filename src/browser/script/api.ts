// The public API, as schema/openapi.yaml describes it.
import { levelled, needNoCover } from "./cover.ts";

/**
 * Why an act was not done: the last part of a problem's name; that the browser could not seal; that no
 * whole answer of ours came; or that another press took its place.
 */
export type Trouble = "busy" | "store" | "full" | "closed" | "withdrawn" | "other-recipients" | "seal" | "offline" | "unsure" | "superseded";

const KNOWN: readonly string[] = ["busy", "store", "full", "closed", "withdrawn", "other-recipients"];
/** What holds these was written by our server, and by nothing on the way. */
const PROBLEM = "application/problem+json";
/** A request ends when nothing has moved for so long. */
const STANDSTILL = 60_000;

export class Refused extends Error {
  constructor(
    readonly trouble: Trouble,
    /** After how long it makes sense to try again. */
    readonly seconds = "60",
  ) {
    super(trouble);
  }

  /** Whether our server answered, and did nothing. */
  get isAnswer(): boolean {
    return this.trouble === "seal" || KNOWN.includes(this.trouble);
  }
}

/** How often a request is repeated while our server is busy, each time after at most so many seconds. */
const RETRIES = 2;
const LONGEST_WAIT = 10;

/** Asks, and while our server is busy for a moment waits as long as it says, and asks the same again. */
export async function ask(path: string, body?: string, ending?: AbortSignal): Promise<Record<string, unknown>> {
  for (let left = RETRIES; ; left -= 1) {
    try {
      return await askOnce(path, body, ending);
    } catch (error) {
      const isBusy = error instanceof Refused && error.trouble === "busy";
      if (!isBusy || left === 0 || !(Number(error.seconds) <= LONGEST_WAIT)) throw error;
      await wait(Number(error.seconds), ending);
      // Another press took its place, and nothing of this one is stored.
      if (ending?.aborted) throw error;
    }
  }
}

/** Waits so many seconds, or until something ends it. */
function wait(seconds: number, ending?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ending?.aborted) return resolve();
    const timer = setTimeout(resolve, seconds * 1000);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    ending?.addEventListener("abort", end, { once: true });
  });
}

/** Asks, or with a body posts; a slow line has all the time it needs as long as something moves. */
async function askOnce(path: string, body?: string, ending?: AbortSignal): Promise<Record<string, unknown>> {
  const request = new XMLHttpRequest();
  request.open(body === undefined ? "GET" : "POST", path);
  if (body === undefined) {
    request.setRequestHeader("cache-control", "no-cache");
    await finished(request, undefined, ending);
  } else {
    needNoCover();
    // No other header: cover has none, and no cache answers a post.
    request.setRequestHeader("content-type", "application/json");
    await finished(request, levelled(path, body), ending);
  }
  return answer(request, path);
}

/** Another page of ours, as a document that runs nothing and loads nothing. */
export async function page(path: string): Promise<Document> {
  const request = new XMLHttpRequest();
  request.open("GET", path);
  request.responseType = "document";
  await finished(request);
  const found = request.status === 200 ? request.responseXML : null;
  // Ours has a main part; what a network puts in its place has another.
  if (!found?.getElementById("main")) throw new Refused("offline");
  return found;
}

/** Sends a request and waits for its end, whichever it is. */
function finished(request: XMLHttpRequest, body?: string, ending?: AbortSignal): Promise<void> {
  const end = () => request.abort();
  return new Promise((resolve, reject) => {
    if (ending?.aborted) return reject(new Refused("superseded"));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(end, STANDSTILL);
    };
    ending?.addEventListener("abort", end);
    request.onprogress = request.upload.onprogress = moved;
    request.onloadend = () => {
      clearTimeout(timer);
      ending?.removeEventListener("abort", end);
      if (ending?.aborted) reject(new Refused("superseded"));
      else resolve();
    };
    moved();
    request.send(body ?? null);
  });
}

/** What our server answered; anything else says nothing of what became of the request. */
function answer(request: XMLHttpRequest, path: string): Record<string, unknown> {
  const kind = request.getResponseHeader("content-type")?.split(";")[0];
  const isHere = request.responseURL === new URL(path, location.href).href;
  const json = isHere ? objectIn(request.responseText) : undefined;
  if (json && request.status === 200 && kind === "application/json") return json;
  const type = kind === PROBLEM ? json?.["type"] : undefined;
  if (typeof type !== "string" || !type.startsWith("/problems/")) throw new Refused("unsure");
  const name = type.slice("/problems/".length);
  const trouble = KNOWN.includes(name) ? (name as Trouble) : request.status < 500 ? "seal" : "store";
  throw new Refused(trouble, request.getResponseHeader("retry-after") ?? undefined);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
