// Cover traffic: of each page with a form, whoever watches the line sees one body of one size go up, whether somebody
// reported, looked for replies or only read. What it does not hide stands in SECURITY.md.

const PATH = "/api/v1/cover";
/** The longest path to which is posted: a body is longer by what its path is shorter. */
const LONGEST_PATH = "/api/v1/mailbox/messages".length;

/** The size of the body of a small report: of other requests every body has at least that. */
let size = 0;
/** Whether a body is still to go up from this page. */
let isOwed = false;

/** Begins, once it is known how large the body of a small report is. */
export function beginCover(smallReport: number): void {
  size = smallReport;
  isOwed = document.querySelector("#story, #code") !== null;
}

/** A request of its own takes the place of cover, or the next page does. */
export function needNoCover(): void {
  isOwed = false;
}

/** The body of a post with spaces at its end, in which JSON may end. A larger report stays as large as its class. */
export function levelled(path: string, body: string): string {
  return body.padEnd(Math.max(body.length, size) + LONGEST_PATH - path.length);
}

/**
 * Sends cover where it is owed, when the page is left: before, nobody knows whether a report will go up.
 * Nothing waits for it, and nobody hears whether it arrived.
 */
export function sendCover(): void {
  if (!isOwed) return;
  isOwed = false;
  const body = levelled(PATH, "{}");
  const headers = { "content-type": "application/json" };
  try {
    // Of a page that is gone Firefox often loses a beacon or a blob; browsers before 2024 know nothing better.
    // Firefox names every priority but this one in a header, and none of an act's request.
    const options: RequestInit = { method: "POST", keepalive: true, priority: "high", headers, body };
    if ("keepalive" in Request.prototype) void fetch(PATH, options).catch(() => undefined);
    else navigator.sendBeacon(PATH, new Blob([body], { type: headers["content-type"] }));
  } catch {
    // A browser that can do neither goes without.
  }
}
