// The screens of this page: Back leads to the one before, and not off the page with all its words.
// They are in memory only; the browser's history holds their number and nothing else.

const main = (): HTMLElement => document.getElementById("main")!;
const depthIn = (state: unknown): number | undefined => (state as { depth?: number } | null)?.depth;

/** So long it may take to go back within one page, before it is left at once. */
const PATIENCE = 200;

let depth = 0;
/** The screen with which this document began; those after it are its own. */
let first = 0;
let earlier: Node[][] = [];

/** Begins; `restored` is called after another screen came back. */
export function beginScreens(restored: () => void): void {
  first = depth = depthIn(history.state) ?? 0;
  history.replaceState({ depth }, "");
  addEventListener("popstate", ({ state }) => {
    const to = depthIn(state);
    // A link within this page made an entry of its own: the screen is the same.
    if (to === undefined) return history.replaceState({ depth }, "");
    depth = to;
    const nodes = earlier[to];
    if (!nodes) return;
    earlier.length = to;
    main().replaceChildren(...nodes);
    restored();
  });
}

/** Keeps what is shown now, before something else is. */
export function keepScreen(): void {
  earlier.length = depth;
  earlier[depth] = [...main().childNodes];
  depth += 1;
  history.pushState({ depth }, "");
}

/** Forgets what was before. Back then does nothing once, and leaves the page only the next time. */
export function closeScreens(): void {
  earlier = [];
  if (depth > 0) return;
  depth = 1;
  history.pushState({ depth }, "");
}

/** Forgets what was before, where the page itself goes. */
export function forgetScreens(): void {
  earlier = [];
}

/** Goes back to the first screen, and then does something: nothing of this page stays in between. */
export function backToFirst(then: () => void): void {
  if (depth <= first) return then();
  addEventListener("popstate", then, { once: true });
  setTimeout(then, PATIENCE);
  history.go(first - depth);
}
