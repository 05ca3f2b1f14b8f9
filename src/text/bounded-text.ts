import { Gathered } from "./gathered.js";

/** The maximum size of an answer that our clients read, in bytes. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** That of one that is compressed although our clients ask for none: it may be a thousand times as long as what came. */
export const MAX_UNPACKED_BYTES = 4 * 1024 * 1024;

/** An answer that is longer than a client of ours reads. */
export class AnswerTooLong extends Error {
  override name = "AnswerTooLong";
}

/** How many bytes of a body are read, of at most `most`, by its Content-Encoding. */
export const mostOf = (encoding: string | null | undefined, most: number): number =>
  /^\s*(identity)?\s*$/i.test(encoding ?? "") ? most : Math.min(most, MAX_UNPACKED_BYTES);

/** The body of an answer as text; of one that is longer than `allowed` bytes no more is read. @throws AnswerTooLong */
export async function boundedText({ body, headers }: Response, allowed = MAX_ANSWER_BYTES): Promise<string> {
  const most = mostOf(headers.get("content-encoding"), allowed);
  if (Number(headers.get("content-length")) > most) {
    await body?.cancel();
    throw new AnswerTooLong(`the answer is longer than ${most} bytes`);
  }
  return textOf((body ?? []) as AsyncIterable<Uint8Array>, most);
}

/**
 * The text of the pieces of a body, of which no more than `most` bytes are read: leaving them ends
 * their source. @throws AnswerTooLong
 */
export async function textOf(pieces: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const gathered = new Gathered();
  for await (const chunk of pieces) {
    if (gathered.size + chunk.length > most)
      throw new AnswerTooLong(`the answer is longer than ${most} bytes`);
    gathered.push(chunk);
  }
  return new TextDecoder().decode(gathered.whole());
}
