// What somebody sees who watches the line between a browser and a site, and the simplest program that learns from it.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * A line to a site, for one visit. It passes on what comes and writes down what encryption would leave to be seen: in
 * which direction how much went before the direction changed, on which connection, in the order in which it began.
 */
export async function startLine(address) {
  const [host, port] = address.split(":");
  const runs = [];
  const closed = [];
  const news = new EventEmitter();
  let connections = 0;

  function pass(from, to, connection, sign) {
    from.on("data", (piece) => {
      const last = runs.findLast((run) => run.connection === connection);
      if (last?.sign === sign) last.bytes += piece.length;
      else runs.push({ connection, sign, bytes: piece.length });
      to.write(piece);
      news.emit("news");
    });
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => {
      closed.push(connection);
      to.destroySoon();
      news.emit("news");
    });
  }
  const server = createServer((browser) => {
    const site = connect(Number(port), host);
    const connection = connections++;
    pass(browser, site, connection, 1);
    pass(site, browser, connection, -1);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  /** Bodies that went up, by their size with their head. No request without a body has half of that. */
  const bodies = () => runs.filter(({ sign, bytes }) => sign === 1 && bytes > LARGE);
  const isOver = (connection) => closed.includes(connection);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    bodies: () => bodies().map(({ bytes }) => bytes),
    /** Sizes, upwards as positive numbers and downwards as negative ones. */
    sizes: () => runs.map(({ sign, bytes }) => sign * bytes),
    /** Waits until so many bodies went up, each on a connection that has ended since. */
    answered: async (count) => {
      const signal = AbortSignal.timeout(PATIENCE);
      while (bodies().filter(({ connection }) => isOver(connection)).length < count) {
        await once(news, "news", { signal }).catch(() => assert.fail(`not ${count} bodies in time: ${JSON.stringify(runs)}`));
      }
    },
    stop: () => server.close(),
  };
}

/** As long as a loaded machine may need for one step. */
const PATIENCE = 30_000;

/** More than any request without a document of a size class. */
const LARGE = 8_192;

/** How far two visits are apart: by how much their sizes differ, one after another. */
function distance(one, other) {
  const sizes = one.length > other.length ? one : other;
  return sizes.reduce((sum, _, place) => sum + Math.abs((one[place] ?? 0) - (other[place] ?? 0)), 0);
}

/** The part of the nearest of the others that are of the same class: one neighbour, drawn from those that are as near. */
function toldBy(visit, others, sizesOf) {
  const distances = others.map((other) => distance(sizesOf(visit), sizesOf(other)));
  const least = Math.min(...distances);
  const nearest = others.filter((_, place) => distances[place] === least);
  return nearest.filter(({ reports }) => reports === visit.reports).length / nearest.length;
}

function partToldBy(visits, sizesOf) {
  const told = visits.map((visit) => toldBy(visit, visits.filter((other) => other !== visit), sizesOf));
  return told.reduce((sum, part) => sum + part, 0) / visits.length;
}

/** Both directions by themselves, the largest first: a size more or less moves none of the others away from its like. */
function bySize({ sizes }) {
  const up = sizes.filter((size) => size > 0).sort((one, other) => other - one);
  const down = sizes.filter((size) => size < 0).sort((one, other) => one - other);
  return Array.from({ length: 2 * Math.max(up.length, down.length) }, (_, place) => (place % 2 ? down : up)[Math.floor(place / 2)] ?? 0);
}

/**
 * The part of visits of which their nearest neighbour tells whether somebody reported, each held against all others:
 * by the sizes in their order or by the sizes alone, whichever tells more.
 */
export function partTold(visits) {
  return Math.max(partToldBy(visits, ({ sizes }) => sizes), partToldBy(visits, bySize));
}
