// What is to be seen: the colours of a screenshot, from the pixels of a PNG file (ISO 15948).
import { inflateSync } from "node:zlib";

const SIGNATURE = 8;

function* chunks(png) {
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield [png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)];
    at += length + 12;
  }
}

/** What a filter adds to a byte: from the pixel at the left, above, and left of above. */
function predict(filter, left, up, corner) {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [left, up, corner].map((near) => Math.abs(left + up - corner - near));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** The different colours below a line, of an image of eight bits a channel. */
export function coloursBelow(line, screenshot) {
  const png = Buffer.from(screenshot);
  const all = [...chunks(png)];
  const [, head] = all.find(([name]) => name === "IHDR");
  const width = head.readUInt32BE(0);
  const channels = { 2: 3, 6: 4 }[head[9]];
  const data = inflateSync(Buffer.concat(all.filter(([name]) => name === "IDAT").map(([, bytes]) => bytes)));
  const stride = width * channels;
  const colours = new Set();
  let above = Buffer.alloc(stride);
  for (let row = 0, at = 0; at < data.length; row += 1, at += stride + 1) {
    const filter = data[at];
    const pixels = Buffer.from(data.subarray(at + 1, at + 1 + stride));
    for (let i = 0; i < stride; i += 1) {
      const [left, corner] = i < channels ? [0, 0] : [pixels[i - channels], above[i - channels]];
      pixels[i] += predict(filter, left, above[i], corner);
    }
    above = pixels;
    if (row < line) continue;
    for (let i = 0; i < stride; i += channels) colours.add(pixels.readUIntBE(i, 3));
  }
  return colours;
}
