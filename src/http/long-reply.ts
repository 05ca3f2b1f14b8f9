import { yieldToLoop } from "../clock/clock.js";
import { type LongList, PIECE } from "../operations/long-list.js";

/** A long list on its way out. */
export interface LongReply extends LongList {
  /** Told the number of bytes when the last piece has gone. */
  whenSent: (bytes: number) => void;
}

/** The text of a long list, piece by piece: each is made when the client has taken those before, and others had a turn. */
export function textInPieces({ name, count, items, whenSent }: LongReply): ReadableStream<Uint8Array> {
  let at = 0;
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await yieldToLoop();
        const from = at;
        at = Math.min(count, from + PIECE);
        const start = from === 0 ? `{${JSON.stringify(name)}:[` : ",";
        const end = at === count ? "]}" : "";
        const piece = Buffer.from(start + JSON.stringify(items(from, at)).slice(1, -1) + end);
        bytes += piece.length;
        controller.enqueue(piece);
        if (at < count) return;
        whenSent(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
