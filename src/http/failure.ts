import type { Logger } from "../log.js";
import { StoreError, UNKNOWN_OUTCOME } from "../persistence/store.js";
import { QuotaExceeded } from "../sandbox/quota.js";
import { Unavailable } from "../sandbox/registry.js";
import { BodyBrokenOff } from "./body.js";
import { busy, NoRoom } from "./body-room.js";
import type { ProductRequest } from "./context.js";
import { problem, refuse } from "./problem.js";
import type { Reply } from "./reply.js";

/** Seconds after which a client may try again when the state could not be written. */
const RETRY_AFTER_SECONDS = "1";
/** The same for a full sandbox: it stays full until a client deletes something. */
const FULL_RETRY_AFTER_SECONDS = "60";

/** The answer if a step throws. */
export function failureReply(request: ProductRequest, error: unknown, log: Logger): Reply {
  if (error instanceof BodyBrokenOff)
    return refuse(request.operation?.operationId ?? "", {
      id: "invalid-data",
      message: `body: ${error.message}`,
    });
  if (error instanceof NoRoom) return busy();
  if (error instanceof Unavailable) return unavailableReply(error);
  request.error = error instanceof Error ? error : new Error(String(error));
  if (error instanceof StoreError) {
    log.error({ error: error.message }, "the state could not be written");
    const message = error.isUnchanged
      ? "the state cannot be written at this time; nothing was changed"
      : `the state could not be written; ${UNKNOWN_OUTCOME}`;
    const headers = { "retry-after": RETRY_AFTER_SECONDS };
    return problem({ id: "service-unavailable", message, headers });
  }
  if (error instanceof QuotaExceeded) {
    const headers = { "retry-after": FULL_RETRY_AFTER_SECONDS };
    return problem({ id: "too-many-requests", message: error.message, headers });
  }
  log.error({ error: request.error.stack }, "unexpected error");
  return problem({ id: "internal-error", message: "internal error of the emulator; see its log" });
}

/** The answer to a request that this process does not carry out any more. */
export const unavailableReply = ({ message }: Unavailable): Reply =>
  problem({ id: "service-unavailable", message, headers: { "retry-after": RETRY_AFTER_SECONDS } });
