import { InputError } from "./input.js";
import { inputOf, type Tool } from "./tool.js";

/** How many exchanges a tool shows if it is not told. */
const SHOWN = 10;
/** Maximum number of clauses that do not conform in an answer. */
const MOST_CLAUSES = 50;

const OPPORTUNITY = { type: "string", description: "test_opportunity_id: the whole id" } as const;

/** The tools that change nothing. */
export const readingTools: readonly Tool[] = [
  {
    name: "status",
    description:
      "The sandbox: counts, devices and what they do, each unfinished Test Opportunity with the reason.",
    writes: false,
    input: inputOf({}),
    run: async (_, { emulator }) => (await emulator()).status(),
  },
  {
    name: "trace",
    description: "The history of a Test Opportunity, the cause of each event, and why it is not finished.",
    writes: false,
    input: inputOf({ opportunity: OPPORTUNITY }, ["opportunity"]),
    run: async ({ opportunity }: { opportunity: string }, { emulator }) =>
      (await emulator()).trace(opportunity),
  },
  {
    name: "exchanges",
    description: "The latest recorded requests and their answers, the newest last. Secrets are redacted.",
    writes: false,
    input: inputOf({
      operation: { type: "string", description: "only this operationId, such as createProduct" },
      status: { type: "string", description: "only this status, such as 404 or 4xx" },
      limit: { type: "integer", description: `how many; default: ${SHOWN}` },
    }),
    run: async (input: object, { emulator }) => (await emulator()).exchanges({ limit: SHOWN, ...input }),
  },
  {
    name: "explain_refusal",
    description:
      "Why a request was refused: field, value, what is accepted, what a wrong signature would match.",
    writes: false,
    input: inputOf({
      exchange: { type: "integer", description: "id of the exchange; default: the latest refused one" },
    }),
    async run({ exchange }: { exchange?: number }, { emulator }) {
      const handle = await emulator();
      const all = await handle.exchanges({ limit: 1000 });
      const refused = all.filter(({ refusal }) => refusal !== null);
      const found = exchange === undefined ? refused.at(-1) : all.find(({ id }) => id === exchange);
      if (found === undefined)
        throw new InputError(
          exchange === undefined ? "no request was refused" : "exchange: there is none with this id",
        );
      const { id, operation_id, request, response, refusal, fault_id, nearest_path } =
        found as typeof found & { nearest_path?: unknown };
      return {
        exchange: id,
        operation_id,
        method: request.method,
        path: request.path,
        status: response?.status ?? null,
        refusal,
        fault_id,
        nearest_path,
      };
    },
  },
  {
    name: "faults",
    description: "The faults that are set, and how often each applied.",
    writes: false,
    input: inputOf({}),
    run: async (_, { emulator }) => {
      const handle = await emulator();
      return handle.control.send("GET /_emulator/faults", { query: { sandbox: handle.name } });
    },
  },
  {
    name: "run_clauses",
    description:
      "Runs clauses of the contract against a new emulator of its own, which changes nothing in the running one. Returns the summary and what does not conform.",
    writes: false,
    input: inputOf(
      { filter: { type: "string", description: "ids of clauses, such as events.*,request.createProduct.*" } },
      ["filter"],
    ),
    async run({ filter }: { filter: string }, { runSelf }) {
      const said = (await runSelf(["contract", "--filter", filter])).trimEnd().split("\n");
      return said.slice(-MOST_CLAUSES).join("\n");
    },
  },
];
