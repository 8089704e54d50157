import type { BigIntStats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { escapeControls } from "@cloudapi/core/internal";
import { type FilePlace, withFile } from "../errors/file-error.ts";
import { S3Error } from "../errors/s3-error.ts";

/** A local file, open, and of a state that is remembered. */
export interface SourceFile {
  readonly sizeBytes: number;
  /** Fill the buffer from a position; the file being shorter is `FILE_CHANGED`. */
  fill(buffer: Buffer, position: number): Promise<void>;
  /** Throw `FILE_CHANGED` when size or modification time are no longer those at opening. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Open a regular file for upload; folders, pipes and devices are refused before they could block. */
export function openSourceFile(place: FilePlace): Promise<SourceFile> {
  return withFile("read", place, async () => {
    assertRegular(await stat(place.path, { bigint: true }), place);
    const handle = await open(place.path, "r");
    try {
      const opened = await handle.stat({ bigint: true });
      assertRegular(opened, place);
      return sourceFile(handle, opened, place);
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}

function assertRegular(stats: BigIntStats, place: FilePlace): void {
  if (stats.isFile()) return;
  const kind = stats.isDirectory()
    ? "a folder; upload its files one by one"
    : "a pipe, socket or device";
  throw new S3Error(
    "NOT_A_FILE",
    `Cannot upload ${escapeControls(place.path)}: it is ${kind}.`,
    place,
  );
}

function sourceFile(handle: FileHandle, opened: BigIntStats, place: FilePlace): SourceFile {
  const sizeBytes = Number(opened.size);
  return {
    sizeBytes,
    fill: (buffer, position) =>
      withFile("read", place, () => fill(handle, buffer, position, place)),
    assertUnchanged: () => withFile("read", place, () => assertUnchanged(handle, opened, place)),
    close: () => handle.close(),
  };
}

async function fill(
  handle: FileHandle,
  buffer: Buffer,
  position: number,
  place: FilePlace,
): Promise<void> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(
      buffer,
      filled,
      buffer.length - filled,
      position + filled,
    );
    if (bytesRead === 0) throw fileChanged(place, "became shorter");
    filled += bytesRead;
  }
}

async function assertUnchanged(
  handle: FileHandle,
  opened: BigIntStats,
  place: FilePlace,
): Promise<void> {
  const now = await handle.stat({ bigint: true });
  if (now.size !== opened.size)
    throw fileChanged(place, `went from ${opened.size} to ${now.size} bytes`);
  if (now.mtimeNs !== opened.mtimeNs) throw fileChanged(place, "was written to");
  const { bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, Number(opened.size));
  if (bytesRead > 0) throw fileChanged(place, "has more bytes than its size says");
}

function fileChanged(place: FilePlace, how: string): S3Error {
  return new S3Error(
    "FILE_CHANGED",
    `The file ${escapeControls(place.path)} ${how} while it was being uploaded; nothing was stored. Upload a file that is complete, or a copy of it.`,
    place,
  );
}
