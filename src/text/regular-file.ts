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
 * The bytes of a file, piece by piece as they are taken. It is open only while a piece is read: one who takes the pieces slowly
 * holds no file open. Fails if the file is another one by then. @throws as {@link openRegular} does
 */
export async function piecesOfRegular(path: string, most: number): Promise<ReadableStream<Uint8Array>> {
  const first = await openRegular(path);
  const { ino, size } = await first.stat().finally(() => first.close());
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const file = await openRegular(path);
        try {
          const now = await file.stat();
          if (now.ino !== ino || now.size !== size) throw new Error("the file was replaced meanwhile");
          const piece = Buffer.allocUnsafe(Math.min(most, size - at));
          const { bytesRead } = await file.read(piece, 0, piece.length, at);
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(piece.subarray(0, bytesRead));
          if (at >= size || bytesRead === 0) controller.close();
        } finally {
          await file.close();
        }
      },
    },
    { highWaterMark: 0 },
  );
}
