// Bytes and the ways they are written.

export type Bytes = Uint8Array<ArrayBuffer>;

export const bytesOfText = (text: string): Bytes => new TextEncoder().encode(text);

/** The sixteen bytes of a UUID. */
export const bytesOfUuid = (uuid: string): Bytes =>
  Uint8Array.from(uuid.replace(/-/g, "").match(/../g) ?? [], (byte) => parseInt(byte, 16));

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function concat(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const randomBytes = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));

/** Each of the numbers from 0 up to `count` is as likely as any other; `count` is at most 256. */
export function randomBelow(count: number): number {
  const fair = 256 - (256 % count);
  for (;;) {
    const [byte] = randomBytes(1);
    if (byte! < fair) return byte! % count;
  }
}

export const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export async function hmac(key: Bytes, bytes: Bytes): Promise<Bytes> {
  const secret = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes));
}
