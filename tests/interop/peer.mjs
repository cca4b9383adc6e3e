// Another hand's age, as a small command line for tests/it: keys by argument, files by standard
// input and output.
//
//   peer.mjs keygen hybrid|x25519          secret and recipient, a line each
//   peer.mjs recipient SECRET              the recipient of a secret
//   peer.mjs seal RECIPIENT...             seals standard input
//   peer.mjs open SECRET                   opens standard input
//   peer.mjs seal-passphrase PASSPHRASE    seals standard input, armored
//   peer.mjs open-passphrase PASSPHRASE    opens standard input, armored
//   peer.mjs vectors                       the files of cctv-age, a JSON object of name to base64
import { Decrypter, Encrypter, armor, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { readFileSync, writeSync } from "node:fs";

const [command, ...args] = process.argv.slice(2);
const input = () => new Uint8Array(readFileSync(0));
const lines = (...all) => Buffer.from(all.map((line) => line + "\n").join(""));

const commands = {
  async keygen(kind) {
    const secret = await (kind === "hybrid" ? generateHybridIdentity() : generateX25519Identity());
    return lines(secret, await identityToRecipient(secret));
  },
  async recipient(secret) {
    return lines(await identityToRecipient(secret));
  },
  async seal(...recipients) {
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    return encrypter.encrypt(input());
  },
  async open(secret) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(secret);
    return decrypter.decrypt(input());
  },
  async "seal-passphrase"(passphrase) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(12); // quick: what is tested is the format
    return Buffer.from(armor.encode(await encrypter.encrypt(input())));
  },
  async "open-passphrase"(passphrase) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    return decrypter.decrypt(armor.decode(Buffer.from(input()).toString()));
  },
  async vectors() {
    const all = await import("cctv-age");
    const base64 = Object.entries(all).map(([name, file]) => [name, Buffer.from(file).toString("base64")]);
    return Buffer.from(JSON.stringify(Object.fromEntries(base64)));
  },
};

const output = await commands[command](...args);
for (let at = 0; at < output.length; ) at += writeSync(1, output, at);
