import { parseAuthorization } from "../../../src/oauth1/header.js";
import type { Credentials } from "../../../src/oauth1/sign.js";
import type { ContractSpec } from "../../run/contract-spec.js";
import { around } from "../around.js";
import type { Call, Change } from "../call.js";
import type { Mutant } from "../mutant.js";

/** A check that a server does not make, and the clauses that detect it. */
interface Unchecked {
  name: string;
  breaks: string;
  clauses: readonly string[];
  /** Corrects the part that is not checked; no change if it is correct. */
  repair: (call: Call) => Change;
}

/** Seconds after which a timestamp is stale. */
const WINDOW_S = 300;

const UNCHECKED: readonly Unchecked[] = [
  {
    name: "unsigned",
    breaks: "an unsigned request is accepted as one of the first account",
    clauses: ["missing"],
    repair: (call) => (call.signed.authorization === null ? signedBy(call.world.accounts[0]) : {}),
  },
  {
    name: "consumer",
    breaks: "the consumer key is not checked",
    clauses: ["wrong-key"],
    repair: (call) => (call.account && byConsumer(call) === undefined ? signedBy(call.account) : {}),
  },
  {
    name: "token",
    breaks: "the token is not checked",
    clauses: ["unknown-token"],
    repair: (call) => (call.account === undefined ? signedBy(byConsumer(call)) : {}),
  },
  {
    name: "token-owner",
    breaks: "a token is accepted with any account's consumer key",
    clauses: ["foreign-token"],
    repair(call) {
      const owner = byConsumer(call);
      return call.account && owner && call.account !== owner ? signedBy(owner) : {};
    },
  },
  {
    name: "signature",
    breaks: "the signature is not checked",
    clauses: ["wrong-secret"],
    repair: resigned,
  },
  {
    name: "signature-of-another",
    breaks: "the signature of another request is accepted",
    clauses: ["wrong-signature"],
    repair: resigned,
  },
  {
    name: "nonce",
    breaks: "a used nonce is accepted",
    clauses: ["reused-nonce"],
    repair: (call) => (call.signer.isGenuine(call.signed) ? { resign: "fresh nonce" } : {}),
  },
  {
    name: "timestamp",
    breaks: "a stale timestamp is accepted",
    clauses: ["stale-timestamp"],
    repair: (call) => (call.signer.isGenuine(call.signed) && isStale(call) ? { resign: "fresh nonce" } : {}),
  },
];

/** One mutant for each signed operation and each check of signatures. */
export function authMutants(spec: ContractSpec): Mutant[] {
  return spec.operations
    .filter(({ security }) => security === "oauth")
    .flatMap(({ operationId }) =>
      UNCHECKED.map(({ name, breaks, clauses, repair }) => ({
        id: `unsigned.${operationId}.${name}`,
        group: `authentication: ${name}`,
        origin: "rules",
        breaks: `${operationId}: ${breaks}`,
        owners: clauses.map((clause) => `auth.${operationId}.${clause}`),
        wrap: around([operationId], () => (call) => call.send(repair(call))),
      })),
    );
}

const signedBy = (account: Credentials | undefined): Change =>
  account === undefined ? {} : { as: account, resign: "fresh nonce" };

function resigned(call: Call): Change {
  const known = call.account !== undefined && call.account === byConsumer(call);
  return known && !call.signer.isGenuine(call.signed) ? { resign: "same nonce" } : {};
}

function byConsumer({ signed, world }: Call): Credentials | undefined {
  const key = param(signed.authorization, "oauth_consumer_key");
  return world.accounts.find(({ consumer_key }) => consumer_key === key);
}

function isStale({ signed, world }: Call): boolean {
  return Math.abs(Number(param(signed.authorization, "oauth_timestamp")) - world.now()) > WINDOW_S;
}

function param(authorization: string | null, name: string): string | undefined {
  const header = parseAuthorization(authorization ?? "");
  return "problem" in header ? undefined : header.params.get(name);
}
