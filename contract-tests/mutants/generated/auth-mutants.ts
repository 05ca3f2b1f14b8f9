import { parseAuthorization } from "../../../src/oauth1/header.js";
import type { Credentials } from "../../../src/oauth1/sign.js";
import type { ContractSpec } from "../../run/contract-spec.js";
import { around } from "../around.js";
import type { Call, Change } from "../call.js";
import type { Mutant } from "../mutant.js";

/** Something that a server does not check, and the clauses that show it. */
interface Unchecked {
  name: string;
  breaks: string;
  clauses: readonly string[];
  /** Makes good what is not checked; nothing where the request is right in this respect. */
  mend: (call: Call) => Change;
}

/** Seconds after which a timestamp is stale. */
const WINDOW_S = 300;

const UNCHECKED: readonly Unchecked[] = [
  {
    name: "unsigned",
    breaks: "an unsigned request is taken for the first account's",
    clauses: ["missing"],
    mend: (call) => (call.signed.authorization === null ? signedBy(call.world.accounts[0]) : {}),
  },
  {
    name: "consumer",
    breaks: "the consumer key is not looked at",
    clauses: ["wrong-key"],
    mend: (call) => (call.account && byConsumer(call) === undefined ? signedBy(call.account) : {}),
  },
  {
    name: "token",
    breaks: "the token is not looked at",
    clauses: ["unknown-token"],
    mend: (call) => (call.account === undefined ? signedBy(byConsumer(call)) : {}),
  },
  {
    name: "token-owner",
    breaks: "a token goes with any account's consumer key",
    clauses: ["foreign-token"],
    mend(call) {
      const owner = byConsumer(call);
      return call.account && owner && call.account !== owner ? signedBy(owner) : {};
    },
  },
  {
    name: "signature",
    breaks: "the signature is not checked",
    clauses: ["wrong-secret"],
    mend: resigned,
  },
  {
    name: "signature-of-another",
    breaks: "the signature of one request is taken for another",
    clauses: ["wrong-signature"],
    mend: resigned,
  },
  {
    name: "nonce",
    breaks: "a nonce is taken again",
    clauses: ["reused-nonce"],
    mend: (call) => (call.signer.isGenuine(call.signed) ? { resign: "fresh nonce" } : {}),
  },
  {
    name: "timestamp",
    breaks: "a stale timestamp is taken",
    clauses: ["stale-timestamp"],
    mend: (call) => (call.signer.isGenuine(call.signed) && isStale(call) ? { resign: "fresh nonce" } : {}),
  },
];

/** One mutant for each signed operation and each thing that a signature is checked for. */
export function authMutants(spec: ContractSpec): Mutant[] {
  return spec.operations
    .filter(({ security }) => security === "oauth")
    .flatMap(({ operationId }) =>
      UNCHECKED.map(({ name, breaks, clauses, mend }) => ({
        id: `unsigned.${operationId}.${name}`,
        group: `authentication: ${name}`,
        origin: "rules",
        breaks: `${operationId}: ${breaks}`,
        owners: clauses.map((clause) => `auth.${operationId}.${clause}`),
        wrap: around([operationId], () => (call) => call.send(mend(call))),
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
