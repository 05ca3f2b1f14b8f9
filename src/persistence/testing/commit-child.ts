/** Run by low-store.kill.test.ts, which kills it: commits to the file given, and says which commits were acknowledged. */
import { argv, stdout } from "node:process";
import { openStore } from "../low-store.js";
import { putProduct } from "./test-records.js";

const store = await openStore({ file: argv[2]!, warn: () => undefined, compactOver: 3000, sliceBytes: 500 });
for (let n = 1; ; n++) {
  store.commit([putProduct(String(n % 10), String(n)), putProduct("last", String(n))]);
  if (n % 3 > 0) continue;
  await store.flushed();
  stdout.write(`${n}\n`);
}
