import { isObject } from "../../src/schema/json-type.js";
import { jsonOf } from "../exchange.js";
import { accountOf } from "./account.js";
import { isOthers } from "./others.js";
import type { Step } from "./replayer.js";
import type { Stage } from "./stage.js";

/** A product that a replay made and that is still there. */
export interface LeftHere {
  id: string;
  why: string;
}

/** Notes the product that a step made on the stage, with the account that may delete it; not one that was there before. */
export function noteMade(
  stage: Stage,
  made: Map<string, string>,
  { exchange, operation, replayed }: Step,
): void {
  if (replayed === null || replayed.status >= 300) return;
  const account = accountOf(exchange);
  if (operation === "createProduct" && typeof account === "string") {
    const body = jsonOf(replayed.body);
    if (!isObject(body) || typeof body["id"] !== "string" || isOthers(stage, body["id"])) return;
    made.set(body["id"], account);
  }
}

/** Deletes products that a replay made, with everything in them. @returns those that are still there */
export async function cleanUp(stage: Stage, made: ReadonlyMap<string, string>): Promise<LeftHere[]> {
  const left: LeftHere[] = [];
  for (const [id, account] of made) {
    const path = `/products/${encodeURIComponent(id)}`;
    const answered = await stage.send({ method: "DELETE", path, headers: [], body: null, account });
    const status = "answer" in answered ? answered.answer.status : 0;
    // 404: it was deleted before.
    if ((status < 200 || status >= 300) && status !== 404)
      left.push({ id, why: "failure" in answered ? answered.failure.message : `DELETE answered ${status}` });
  }
  return left;
}
