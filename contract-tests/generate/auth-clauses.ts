import { allOf, assumptionsIn } from "../judge/grounds.js";
import { randomBytes } from "node:crypto";
import type { Operation } from "../../src/spec/operation-table.js";
import type { Answer, SignOtherwise } from "../target/answer.js";
import type { Capability } from "../target/capability.js";
import type { Clause, ClauseContext } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { answerInWords, judgeAnswer } from "../judge/judge-answer.js";
import { Mismatch, Skip } from "../judge/mismatch.js";
import { unsigned } from "./refusal.js";
import { leavesOf, needsOf, rawRequest, rightRequest } from "./right-request.js";

/** A wrong way of signing. */
interface WrongSignature {
  name: string;
  title: string;
  provenance: readonly string[];
  needs?: Capability;
  /** How the request is signed; null for unsigned. */
  sign(t: ClauseContext): SignOtherwise | null | Promise<SignOtherwise>;
}

const HOUR = 3600;

const WRONG: readonly WrongSignature[] = [
  {
    name: "missing",
    title: "an unsigned request is refused",
    provenance: ["D 29-30", "P"],
    sign: () => null,
  },
  {
    name: "wrong-key",
    title: "an unknown consumer key is refused",
    provenance: ["D 29-30", "P"],
    sign: (t) => ({ credentials: { consumer_key: t.uuid() } }),
  },
  {
    name: "unknown-token",
    title: "an unknown token is refused",
    provenance: ["D 29-30", "P"],
    sign: (t) => ({ credentials: { token_key: t.uuid() } }),
  },
  {
    name: "wrong-secret",
    title: "a request signed with another secret is refused",
    provenance: ["D 29-30", "P"],
    sign: (t) => ({ credentials: { token_secret: t.uuid() } }),
  },
  {
    name: "wrong-signature",
    title: "a signature of another request is refused",
    provenance: ["D 29-30", "P"],
    sign: ({ target }) => ({ url: `${target.url}/products?signed=otherwise` }),
  },
  {
    name: "foreign-token",
    title: "another account's token is refused with this account's consumer key",
    provenance: ["D 29-30", "P"],
    needs: "second-account",
    sign({ target }) {
      if (!target.second) throw new Skip("the credentials of a second account are unknown");
      const { token_key, token_secret } = target.second;
      return { credentials: { token_key, token_secret } };
    },
  },
  {
    name: "reused-nonce",
    title: "a used nonce is refused",
    provenance: ["A-04"],
    sign: spentNonce,
  },
  {
    name: "stale-timestamp",
    title: "a timestamp one hour in the past is refused",
    provenance: ["A-04"],
    sign: () => ({ timestamp: now() - HOUR }),
  },
];

/** One clause for each signed operation and wrong way of signing. */
export function authClauses(spec: ContractSpec): Clause[] {
  return spec.operations
    .filter(({ security }) => security === "oauth")
    .flatMap((operation) => WRONG.map((wrong) => authClause(operation, wrong)));
}

function authClause(operation: Operation, wrong: WrongSignature): Clause {
  const { operationId } = operation;
  return {
    id: `auth.${operationId}.${wrong.name}`,
    title: `${operationId}: ${wrong.title}`,
    provenance: wrong.provenance,
    operation: operationId,
    answer: "401",
    needs: [...needsOf(operation), ...(wrong.needs ? [wrong.needs] : [])],
    leaves: leavesOf(operation),
    async run(t) {
      const sign = await wrong.sign(t);
      const answer = await (sign === null ? unsigned(t, operation) : signedAs(t, operation, sign));
      judgeUnauthorized(t, operationId, wrong.provenance, answer);
    },
  };
}

async function signedAs(t: ClauseContext, operation: Operation, sign: SignOtherwise): Promise<Answer> {
  const right = await rightRequest(t, operation.operationId);
  return t.send({ ...rawRequest(operation, right), sign });
}

/** The refusal is documented (D 29-30); its status and header are A-05. @throws Mismatch */
function judgeUnauthorized(
  { spec }: ClauseContext,
  operationId: string,
  provenance: readonly string[],
  answer: Answer,
): void {
  if (answer.status < 300) {
    throw new Mismatch({ expected: "status 401", got: answerInWords(answer) }, provenance);
  }
  judgeAnswer(spec, operationId, "401", answer, allOf(["A-05"], assumptionsIn(provenance)));
}

/** A nonce that an accepted GET has just used. */
async function spentNonce(t: ClauseContext): Promise<SignOtherwise> {
  const sign = { nonce: randomBytes(8).toString("hex"), timestamp: now() };
  const first = await t.send({ method: "GET", path: "/products", sign });
  if (first.status !== 200) throw new Skip(`the GET before it got ${answerInWords(first)}`);
  return sign;
}

const now = (): number => Math.floor(Date.now() / 1000);
