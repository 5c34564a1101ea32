// The age format as its author's own library has it. Reads standard input, writes standard output.
//
//     node age.mjs open|seal PASSPHRASE
import { Decrypter, Encrypter } from "age-encryption";
import { readFileSync, writeFileSync } from "node:fs";

const [what, passphrase] = process.argv.slice(2);
const input = new Uint8Array(readFileSync(0));
let output;
if (what === "open") {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  output = await decrypter.decrypt(input, "uint8array");
} else {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(10);
  output = await encrypter.encrypt(input);
}
writeFileSync(1, output);
