// Leaving, in haste or not: nothing that was typed or read stays in the document.
import { backToFirst } from "./screens.ts";

const QUICK = 1500;
/** Between the tabs of this site; nothing is stored, and only leaving is said in it. */
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("leave") : undefined;

/** Empties the screen first, then goes to the exit address, in this page's place in the history. */
function go(exit: string, forget: () => void): void {
  document.body.replaceChildren();
  forget();
  backToFirst(() => location.replace(exit));
}

/** Leaves, and every other tab of the site with it: links open in tabs of their own. */
export function leave(exit: string, forget: () => void): void {
  go(exit, forget);
  tabs?.postMessage("");
}

/** Goes along when another tab leaves. */
export function onOtherLeaving(exit: string, forget: () => void): void {
  tabs?.addEventListener("message", () => go(exit, forget));
}

const isWithAnother = (event: KeyboardEvent): boolean =>
  event.altKey || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph");

/**
 * Calls when Shift was pressed and let go three times in a row, alone and with nothing between: with
 * Alt or Ctrl it changes the layout of a keyboard, and with the mouse it marks text.
 */
export function onShifts(act: () => void): void {
  let times: number[] = [];
  let isAlone = false;
  const startOver = () => {
    times = [];
    isAlone = false;
  };
  addEventListener("blur", startOver);
  document.addEventListener("pointerdown", startOver, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || isWithAnother(event)) startOver();
    else isAlone = true;
  }, true);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || isWithAnother(event) || !isAlone) return startOver();
    isAlone = false;
    times = [...times.filter((time) => event.timeStamp - time < QUICK), event.timeStamp];
    if (times.length === 3) act();
  }, true);
}

/**
 * A page that is left is emptied, because a browser may keep it whole; one that comes back from
 * there is asked for anew. Whoever only looks at another page of ours does not leave this one: what
 * holds words opens its links in new tabs.
 */
export function onLeaving(forget: () => void): void {
  addEventListener("pagehide", () => {
    document.getElementById("main")?.replaceChildren();
    tabs?.close();
    forget();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname);
  });
}
