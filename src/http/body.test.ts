import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import type { Operation } from "../spec/operation-table.js";
import { bodyReader, MAX_PARSED_BYTES } from "./body.js";
import type { RequestContext } from "./context.js";

/** What is kept of a body that comes in two pieces, where an operation allows at most `maxBytes`. */
async function kept(maxBytes: number): Promise<Pick<RequestContext, "bytes" | "pieces">> {
  const incoming = Readable.from([Buffer.alloc(50_000), Buffer.alloc(50_000)]) as IncomingMessage;
  const header = (name: string): string | undefined => (name === "content-length" ? "100000" : undefined);
  const context = { bytes: null, pieces: null, bindings: { incoming }, req: { method: "POST" }, header };
  const operation = { operationId: "x", body: { required: true, contentTypes: [], maxBytes } };
  await bodyReader(operation as unknown as Operation)(context as unknown as RequestContext);
  return context;
}

it("a body that may be too long to be read at once is kept in the pieces that came", async () => {
  const { pieces } = await kept(MAX_PARSED_BYTES + 1);
  expect(pieces?.map(({ length }) => length)).toEqual([50_000, 50_000]);
});

it("another body is one piece", async () => {
  const { bytes, pieces } = await kept(MAX_PARSED_BYTES);
  expect([bytes?.length, pieces]).toEqual([100_000, null]);
});
