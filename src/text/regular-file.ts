import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/**
 * Opens a file for reading. A pipe in its place would wait for one who writes, in a thread that others need, too.
 * @throws the error of the system, or an Error for what is no file
 */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error("it is not a file");
}

/** The text of a file. @throws as {@link openRegular} does */
export async function textOfRegular(path: string): Promise<string> {
  const file = await openRegular(path);
  try {
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/**
 * The bytes of a file, piece by piece as they are taken; the first is read at once. The file is open only while a piece is read:
 * one who takes the pieces slowly holds no file open. Fails if the file is another one by then. @throws as {@link openRegular} does
 */
export async function piecesOfRegular(path: string, most: number): Promise<ReadableStream<Uint8Array>> {
  let first: string | null = null;
  let at = 0;
  /** The next piece; empty at the end. */
  const next = async (): Promise<Uint8Array> => {
    const file = await openRegular(path);
    try {
      const { ino, size } = await file.stat();
      first ??= `${ino} ${size}`;
      if (first !== `${ino} ${size}`) throw new Error("the file was replaced meanwhile");
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(Math.min(most, size - at)),
        0,
        undefined,
        at,
      );
      at += bytesRead;
      isOver = at >= size || bytesRead === 0;
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  };
  let isOver = false;
  let piece: Uint8Array | null = await next();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        piece ??= await next();
        if (piece.length > 0) controller.enqueue(piece);
        piece = null;
        if (isOver) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
