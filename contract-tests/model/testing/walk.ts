/** The parts of the walk, each with a model of its own. */
import type { FlawKind, ModelFlaw } from "../changes.js";
import { walkAgents } from "./agents.js";
import { walkDeletions } from "./deletions.js";
import { startWalk } from "./harness.js";
import type { Walk } from "./harness.js";
import { walkLegacy } from "./legacy.js";
import { walkListings } from "./listings.js";
import { walkProducts } from "./products.js";
import { walkRequests } from "./requests.js";
import { walkSignatures } from "./signatures.js";
import { walkTokens } from "./tokens.js";
import { walkTriggers } from "./triggers.js";

const PARTS = {
  ...{ products: walkProducts, deletions: walkDeletions, requests: walkRequests, signatures: walkSignatures },
  ...{
    tokens: walkTokens,
    triggers: walkTriggers,
    agents: walkAgents,
    listings: walkListings,
    legacy: walkLegacy,
  },
} satisfies Record<string, (walk: Walk) => Promise<void>>;

type Part = keyof typeof PARTS;

/** Where a flaw of the kind shows most likely. */
const LIKELY: Partial<Record<FlawKind, Part>> = {
  ...{ errors: "requests", "repeats and races": "agents", filters: "listings", contexts: "triggers" },
  ...{ deletion: "deletions", "tokens and signatures": "signatures", "results and events": "agents" },
  ...{ contradictions: "triggers", "legacy API": "legacy" },
};

/** Each part's questions to the right model, and its answers. */
export async function walkRight(): Promise<Map<string, string>> {
  const transcripts = new Map<string, string>();
  for (const [name, part] of Object.entries(PARTS)) {
    const walk = startWalk();
    await part(walk);
    transcripts.set(name, walk.transcript());
  }
  return transcripts;
}

/** The part in which the flaw shows, where there is one. */
export async function whereShows(flaw: ModelFlaw, right: Map<string, string>): Promise<string | undefined> {
  const likely = LIKELY[flaw.kind] ?? "products";
  const others = (Object.keys(PARTS) as Part[]).filter((part) => part !== likely);
  for (const part of [likely, ...others]) {
    const walk = startWalk(flaw);
    // A part ends early where the flaw leaves it nothing to go on with.
    await PARTS[part](walk).catch(() => undefined);
    if (walk.transcript() !== right.get(part)) return part;
  }
  return undefined;
}
