/**
 * Checks all walks of an account from the outside, by the public API alone: none picked twice, events in order, results
 * that agree with them. Run: npx tsx scripts/check-walks.ts CONF.INI URL
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { parseCredentialsIni } from "../src/oauth1/credentials-file.js";
import { checkWalks, PublicClient } from "../src/testing/check-walks.js";

const [ini, url] = process.argv.slice(2);
if (ini === undefined || url === undefined) {
  process.stderr.write("usage: npx tsx scripts/check-walks.ts CONF.INI URL\n");
  process.exit(2);
}
const client = new PublicClient(url.replace(/\/+$/, ""), parseCredentialsIni(readFileSync(ini, "utf8"), ini));
const { products } = await client.call<{ products: { id: string; name: string }[] }>("GET", "/products");
for (const { id, name } of products) {
  const { opportunities, stored, agents, problems } = await checkWalks(client, id);
  process.stdout.write(`${name}: ${opportunities} opportunities, ${stored} stored, by ${agents} agents\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
