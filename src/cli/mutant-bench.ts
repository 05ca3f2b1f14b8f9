import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { Bench } from "../../contract-tests/mutants/bench.js";
import type { World } from "../../contract-tests/mutants/mutant.js";
import { Session } from "../../contract-tests/run/session.js";
import { wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { type Fetch, listen } from "../http/server.js";
import { startOwnTarget } from "./own-target.js";

/** How long clauses wait for the emulator's asynchronous work, in milliseconds. */
const PATIENCE_MS = 1500;

/** Starts an emulator in this process, and a server that passes its requests through a mutant. */
export async function openMutantBench(): Promise<Bench> {
  const own = await startOwnTarget();
  let answering: Fetch = own.productFetch;
  const server = await listen((request, bindings) => answering(request, bindings), {
    host: "127.0.0.1",
    port: 0,
  });
  const options = { ...own.target, url: server.url, patienceMs: PATIENCE_MS };
  const session = await Session.open({ target: options });
  session.close(true);
  const world: World = {
    spec: contractSpec,
    accounts: [own.target.credentials, own.target.second!],
    now: () => Math.floor(wallTime() / 1000),
    nonce: () => newSecret(8),
  };
  return {
    target: session.target,
    put(mutant) {
      answering = mutant === null ? own.productFetch : mutant.wrap(own.productFetch, world);
    },
    async close() {
      await server.close();
      await own.close();
    },
  };
}
