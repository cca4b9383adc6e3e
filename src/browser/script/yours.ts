// What points at the reporter: a number, a plate or a name, and only where the words right before
// it say whose it is. Asked about, never in the way.
import type { Answers } from "./document.ts";

const MOST = 3;
/** "My", at most three words, and then what it is about. */
const OWN =
  /(?:^|[^\p{L}\p{N}])((?:[Mm]ijn|[Oo]ns|[Oo]nze|[Mm]y|[Oo]ur)(?:\s+[\p{Ll}'’-]+){0,3}\s+(?:\+?\d[\d ().-]{4,}\d|(?=[\p{Lu}\d-]*\d)[\p{Lu}\d]{1,3}(?:-[\p{Lu}\d]{1,3}){2}|\p{Lu}[\p{L}'’-]+))/gu;

/** The first few of them, as they were written. */
export function yours(answers: Answers): string[] {
  const texts = Object.values(answers).flat();
  const found = texts.flatMap((text) => [...text.matchAll(OWN)].map((match) => match[1]!));
  return [...new Set(found)].slice(0, MOST);
}
