// The words of a language, read from where they stand: tables of one-line strings.
import { readFileSync } from "node:fs";

/** Those in which every page is walked through. */
export const LANGUAGES = ["nl", "en"];
/** Those whose first page is looked at too. */
export const OTHERS = ["ro", "hu", "es", "pl", "bg"];

const HEADING = /^\[([\w.-]+)\]$/;
const STRING = /^"?([\w-]+)"?\s*=\s*(".*")$/;

/** A function from a key, such as `form.check_title`, to its words. */
export function wordsOf(language) {
  const file = new URL(`../../src/core/i18n/${language}.toml`, import.meta.url);
  const words = new Map();
  let table = "";
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, heading] = HEADING.exec(line) ?? [];
    const [, key, string] = STRING.exec(line) ?? [];
    if (heading) table = heading;
    if (key) words.set(`${table}.${key}`, JSON.parse(string));
  }
  return (key) => {
    if (!words.has(key)) throw new Error(`no words for ${key} in ${language}`);
    return words.get(key);
  };
}
