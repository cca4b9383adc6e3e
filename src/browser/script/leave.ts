// Leaving, in haste or not: nothing that was typed or read stays in the document.

const QUICK = 1500;

/** Empties the screen first, then goes to the exit address, in this page's place in the history. */
export function leave(exit: string, forget: () => void): void {
  document.body.replaceChildren();
  forget();
  location.replace(exit);
}

/** Calls when Shift was pressed three times in a row, and nothing between. */
export function onShifts(act: () => void): void {
  let times: number[] = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const recent = times.filter((time) => event.timeStamp - time < QUICK);
    times = event.key === "Shift" ? [...recent, event.timeStamp] : [];
    if (times.length === 3) act();
  });
}

/**
 * A page that is left is emptied, because a browser may keep it whole; one that comes back from
 * there is asked for anew.
 */
export function onLeaving(forget: () => void): void {
  addEventListener("pagehide", () => {
    document.getElementById("main")?.replaceChildren();
    forget();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname);
  });
}
