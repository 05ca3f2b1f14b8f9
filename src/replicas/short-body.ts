import type { IncomingMessage } from "node:http";
import { fromSocket } from "../http/body.js";
import type { TakeRoom } from "../http/body-room.js";

/** Maximum length of a body that is kept until the answer, in bytes, so that it can be sent again. */
const SHORT_BODY = 64 * 1024;
const NONE = Buffer.alloc(0);

/** The whole body of a request if it is short; null for a longer one, which is not read. @throws NoRoom, BodyBrokenOff */
export async function bodyOf(
  incoming: IncomingMessage,
  takeRoom: TakeRoom | undefined,
): Promise<Buffer | null> {
  const { headers } = incoming;
  if (headers["transfer-encoding"] !== undefined) return null;
  const length = Number(headers["content-length"] ?? 0);
  if (length === 0) return NONE;
  if (length > SHORT_BODY) return null;
  return (await fromSocket(incoming, length, takeRoom))!.whole();
}
