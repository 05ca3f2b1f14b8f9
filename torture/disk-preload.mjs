// Loaded into an emulator (node --import): makes its disk slow or failing, as the parent's messages say.
import fs from "node:fs";
import { open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

let delayMs = 0;
let code = null;
const file = await open(process.execPath);
const prototype = Object.getPrototypeOf(file);
await file.close();

const failure = (call) =>
  Object.assign(new Error(`${code}: ${call} (made by the torture run)`), { code, syscall: call });

for (const call of ["write", "writeFile", "truncate", "sync", "datasync"]) {
  const real = prototype[call];
  prototype[call] = async function (...args) {
    if (delayMs > 0 && call !== "truncate") await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (code !== null) throw failure(call);
    return real.apply(this, args);
  };
}

// The same for calls by number; what goes to a terminal or a pipe is no disk.
for (const call of ["write", "fdatasync"]) {
  const real = fs[call];
  fs[call] = (fd, ...args) => {
    if (!fs.fstatSync(fd).isFile()) return real(fd, ...args);
    const carryOut = () => {
      if (code !== null) args.at(-1)(failure(call));
      else real(fd, ...args);
    };
    setTimeout(carryOut, delayMs);
  };
}
syncBuiltinESMExports();

process.on("message", (wanted) => {
  ({ delayMs = 0, code = null } = wanted);
  process.send("set");
});
process.channel.unref();
