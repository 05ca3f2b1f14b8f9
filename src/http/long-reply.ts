import { yieldToLoop } from "../clock/clock.js";
import { around, type LongList, PIECE, PIECE_CHARACTERS, piece } from "../operations/long-list.js";

/** A long list on its way out. */
export interface LongReply extends LongList {
  /** Told the number of bytes when the last piece has gone. */
  whenSent: (bytes: number) => void;
}

/**
 * The text of a long list, piece by piece: each is made when the client has taken those before, and others had a turn.
 * @param pause waits before a piece is sent; `part` is its part of the items, from 0 to 1
 */
export function textInPieces(
  { bodyOf, count, item, cost, whenSent }: LongReply,
  pause?: (part: number) => Promise<void>,
): ReadableStream<Uint8Array> {
  const [head, tail] = around(bodyOf);
  let from = 0;
  let bytes = 0;
  let isFirst = true;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await yieldToLoop();
        const start = from === 0 ? head : "";
        const { items, text, end } = piece({ item, cost, from, to: count }, PIECE, PIECE_CHARACTERS);
        const comma = isFirst || items.length === 0 ? "" : ",";
        isFirst &&= items.length === 0;
        await pause?.((end - from) / count);
        from = end;
        const made = Buffer.from(start + comma + text + (end === count ? tail : ""));
        bytes += made.length;
        controller.enqueue(made);
        if (end < count) return;
        whenSent(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
