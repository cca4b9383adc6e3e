// The real programs on free ports of this machine: the site, the desk's command line, a weather
// page where Leave quickly leads, and a passage that counts requests and can hold them.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { text } from "node:stream/consumers";

/** In this header a passage tells who comes, when the site is configured to believe it. */
const CLIENT_HEADER = "x-client";
export const BELIEVES_PASSAGE = `client_header = "${CLIENT_HEADER}"`;

/** The program that is tested: the one a variable names, else the one that cargo built last. */
function program(name) {
  const built = fileURLToPath(new URL(`../../target/debug/${name}`, import.meta.url));
  return process.env[name.toUpperCase()] ?? built;
}

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "zegel-browser-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function listening(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${server.address().port}`, stop };
}

/** A weather page over https, as the exit address must be. */
export async function startWeather() {
  const subject = ["-subj", "/CN=127.0.0.1", "-days", "2"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const made = ["req", "-x509", ...key, "-keyout", "-", "-out", "-", ...subject];
  const pem = execFileSync("openssl", made, { stdio: ["ignore", "pipe", "ignore"] });
  const server = createSecureServer({ key: pem, cert: pem }, (_, response) => {
    response.setHeader("content-type", "text/html");
    response.end('<!doctype html><title>Weather</title><link rel="icon" href="data:,"><h1>Weather</h1>');
  });
  const { address, stop } = await listening(server);
  return { url: `https://${address}/`, stop };
}

function configuration({ exit, more = "", practice = true, listen = "127.0.0.1:0" }) {
  return `organisation.name = "Stichting Oefening"
practice = ${practice}
listen = "${listen}"
recipients = "recipients.txt"
database = "zegel.db"
exit_url = "${exit}"
${more}
[desk]
listen = "127.0.0.1:0"

[retention]
weeks = 26
`;
}

/** Runs zegeld until its output fits, and gives what stop ends it. */
async function run(args, fits) {
  const child = spawn(program("zegeld"), args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const found = await new Promise((resolve, reject) => {
    const listen = (piece) => {
      said += piece;
      const found = fits.exec(said);
      if (found) resolve(found);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`zegeld ended: ${said}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  };
  return { found, stop };
}

/** A site that takes reports, with its desk. */
export async function startSite(config) {
  const { folder, remove } = temporaryFolder();
  writeFileSync(join(folder, "zegeld.toml"), configuration(config));
  const demo = () => {
    const args = ["demo", "--dir", folder, "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0"];
    return run(args, /The page:\s+http:\/\/([^\s/]+)\/[^]*--server (\S+)[^]*Ctrl-C/);
  };
  let { found: [, address, server], stop } = await demo();
  const identity = join(folder, "identity.txt");
  const environment = { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
  const zegel = async (...args) => {
    const all = ["--server", server, "--identity", identity, ...args];
    const { stdout } = await promisify(execFile)(program("zegel"), all, { env: environment });
    return stdout;
  };
  const inbox = async () => JSON.parse(await zegel("inbox", "--json"));
  const ids = async () => (await inbox()).map(({ id }) => id);
  return {
    get address() {
      return address;
    },
    folder,
    get url() {
      return `http://${address}`;
    },
    inbox,
    ids,
    /** The id of the one report that came since there were these. */
    newSince: async (known) => {
      const fresh = (await ids()).filter((id) => !known.includes(id));
      assert.equal(fresh.length, 1, "one report is new");
      return fresh[0];
    },
    read: async (id) => JSON.parse(await zegel("read", id, "--json")),
    reply: (id, text) => zegel("reply", id, "--text", text, "--yes"),
    /** Another caseworker comes: the site starts anew with one more recipient, at another address. */
    join: async (name) => {
      await stop();
      const own = join(folder, `${name}.txt`);
      const lines = await zegel("keygen", name, "--out", own, "--no-passphrase");
      appendFileSync(join(folder, "recipients.txt"), lines);
      ({ found: [, address, server], stop } = await demo());
      const { fingerprint } = await (await fetch(`http://${address}/api/v1/site`)).json();
      await zegel("recipients", "accept", fingerprint);
      return address;
    },
    stop: async () => {
      await stop();
      remove();
    },
  };
}

/** The same recipients at a site where no desk has proved yet that it opens what is sealed. */
export async function startClosedSite({ folder, exit }) {
  const own = temporaryFolder();
  // The one command that does not say where it listens: a port that was free a moment ago.
  const free = await listening(createServer());
  free.stop();
  const file = join(own.folder, "zegeld.toml");
  const config = configuration({ exit, practice: false, listen: free.address });
  writeFileSync(file, config.replace("recipients.txt", join(folder, "recipients.txt")));
  const { stop } = await run(["serve", "--config", file], /closed/);
  return {
    url: `http://${free.address}`,
    stop: async () => {
      await stop();
      own.remove();
    },
  };
}

/** A story that needs the room of eight small ones. */
export const HEAVY_STORY = "é".repeat(18_000);

/**
 * Somebody who writes too much until told to stop. Room for one comes back five times a second and is
 * gone a moment later: whoever comes with the same `headers` and a heavy story is refused.
 */
async function startFlood(address) {
  const headers = { [CLIENT_HEADER]: "192.0.2.1", "content-type": "application/json" };
  // Counted, and then not taken, because it is not sealed.
  const body = JSON.stringify({ mailbox: "", id: randomUUID(), sealed: "" });
  const write = async () => {
    const { status } = await fetch(`http://${address}/api/v1/reports`, { method: "POST", headers, body });
    assert.ok([422, 429].includes(status), `a flood is counted: ${status}`);
    return status;
  };
  while ((await write()) !== 429);
  let stopped = false;
  const flooding = (async () => {
    while (!stopped) await write();
  })();
  const stop = async () => {
    stopped = true;
    await flooding;
  };
  return { headers: { [CLIENT_HEADER]: headers[CLIENT_HEADER] }, stop };
}

/**
 * What stands before a site, whose `address` may change: it lists `requests` and keeps what was
 * `sent` with them, and holds them when told to. While it is `busy` each post seems to come from
 * somebody who writes too much, and so many posts as it `refuses` are answered as by a busy server; while it is `plain` no script arrives, and
 * none before `late`; while it is `away`
 * nothing does; while it is `cut` posts arrive and their answers do not; `change` may change what
 * the site says of itself, and `rewrite` the templates; what it `stops` never arrives, and what it
 * `replaces` does, but the answer is a page of another; while it is `slow` only so many bytes of a post
 * come through in a second; while it is `kept` browsers may keep what comes; while it is `old`
 * nothing says whose page was posted; with a `hoard` it keeps the first page of an address by itself,
 * and gives it to whoever asks.
 */
export async function startPassage(address) {
  const passage = { address, requests: [], sent: [], busy: false, refuses: 0, wait: "1", plain: false, away: false, cut: false, kept: false, old: false, hoard: undefined, late: undefined, change: undefined, rewrite: undefined, stops: undefined, replaces: undefined, slow: undefined };
  let gate = Promise.resolve();
  let reached = () => {};
  /** Reads a body at the pace of a poor line, and counts what has come. */
  async function slowly(asked) {
    const pieces = [];
    const line = 1024;
    passage.through = 0;
    for await (const piece of asked) {
      pieces.push(piece);
      for (let left = piece.length; left > 0; left -= line) {
        passage.through += Math.min(left, line);
        await new Promise((resolve) => setTimeout(resolve, (1000 * line) / passage.slow));
      }
    }
    return Buffer.concat(pieces).toString();
  }
  const pass = async (asked, answer) => {
    passage.requests.push(`${asked.method} ${asked.url}`);
    reached();
    await gate;
    if (passage.stops?.(asked)) return answer.destroy();
    const body = passage.slow ? await slowly(asked) : await text(asked);
    passage.sent.push({ method: asked.method, url: asked.url, headers: JSON.stringify(asked.rawHeaders), body });
    if (asked.url.startsWith("/script/")) await passage.late;
    if (passage.away) return answer.destroy();
    if (passage.plain && asked.url.startsWith("/script/")) return answer.writeHead(404).end();
    if (asked.method === "POST" && passage.refuses > 0) {
      passage.refuses -= 1;
      // As schema/openapi.yaml has it.
      answer.writeHead(429, { "content-type": "application/problem+json", "retry-after": passage.wait });
      return answer.end(JSON.stringify({ type: "/problems/busy", title: "Too many requests; try again later", status: 429 }));
    }
    const hoarded = asked.method === "GET" && passage.hoard?.get(asked.url);
    if (hoarded) return answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(hoarded);
    const flood = passage.busy && asked.method === "POST" ? await startFlood(passage.address) : undefined;
    const headers = { ...asked.headers, ...flood?.headers };
    if (passage.old) delete headers["sec-fetch-site"];
    const [host, port] = passage.address.split(":");
    const options = { host, port, method: asked.method, path: asked.url, headers };
    const onward = request(options, async (got) => {
      await flood?.stop();
      if (passage.cut && asked.method === "POST") return got.resume().on("end", () => answer.destroy());
      if (passage.replaces?.(asked)) {
        return got.resume().on("end", () => answer.writeHead(200, { "content-type": "text/html" }).end("<h1>Filter</h1>"));
      }
      if (passage.rewrite && asked.url.endsWith("/parts")) {
        return answer.writeHead(200, { "content-type": "text/html" }).end(passage.rewrite(await text(got)));
      }
      if (passage.change && asked.url === "/api/v1/site") {
        const changed = JSON.stringify(passage.change(JSON.parse(await text(got))));
        return answer.writeHead(200, { "content-type": "application/json" }).end(changed);
      }
      if (passage.hoard && asked.method === "GET" && asked.url.endsWith("/")) {
        const page = await text(got);
        passage.hoard.set(asked.url, page);
        return answer.writeHead(got.statusCode, got.rawHeaders).end(page);
      }
      const headers = got.rawHeaders.map((text) => (passage.kept && text === "no-store" ? "no-cache" : text));
      answer.writeHead(got.statusCode, headers);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    onward.end(body);
  };
  // Whoever asked may be gone before all of it has come.
  const server = createServer((asked, answer) => pass(asked, answer).catch(() => answer.destroy()));
  const { address: own, stop } = await listening(server);
  const usual = { ...passage };
  return Object.assign(passage, {
    /** As it was in the beginning, but for where it leads. */
    reset: () => Object.assign(passage, { ...usual, address: passage.address, requests: [], sent: [] }),
    url: `http://${own}`,
    stop,
    /** Holds every request from now on: `arrived` when one is here, `release` lets them go. */
    hold: () => {
      let release;
      gate = new Promise((resolve) => (release = resolve));
      const arrived = new Promise((resolve) => (reached = resolve));
      return { arrived, release };
    },
  });
}
