// Bundles the page's script: `npm ci && npm run bundle` writes ../script.js, ../script.js.gz and ../script.sha256.
// All three are committed, so that building the programs needs no Node.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

const out = process.argv[2] ?? "..";
// One module for browsers of 2018 and later; older ones leave modules alone and use the form.
buildSync({
  entryPoints: ["main.ts"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  outfile: `${out}/script.js`,
});
const script = readFileSync(`${out}/script.js`);
// Without a time in it (RFC 1952, section 2.3.1), so that two builds give the same bytes.
writeFileSync(`${out}/script.js.gz`, gzipSync(script, { level: 9 }));
const hash = createHash("sha256").update(script).digest("hex");
writeFileSync(`${out}/script.sha256`, `${hash}  script.js\n`);
