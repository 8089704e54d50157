import { createReadStream } from "node:fs";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { LocalFile } from "../objects/row-source.ts";

const REFUSED = /\.(bz2|snappy|lz4|lzo|deflate|zip|xz)$/i;

/** The lines of a text object, unpacked by its name's ending; `\n`, `\r\n` and `\r` end a line. */
export async function* textLines(file: LocalFile): AsyncGenerator<string> {
  const packed = REFUSED.exec(file.key)?.[1];
  if (packed !== undefined)
    throw notSupported(`text compressed as .${packed} (s3://${file.bucket}/${file.key})`);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let begun: string[] = [];
  try {
    for await (const chunk of unpack(file) as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      const lines = splitLines(begun, text);
      if (lines === undefined) continue;
      begun = [lines.pop() ?? ""];
      yield* lines;
    }
  } catch (error) {
    if (error instanceof TrinoError) throw error;
    throw new TrinoError(
      "HIVE_CURSOR_ERROR",
      `Failed to read file: s3://${file.bucket}/${file.key}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const last = (begun.join("") + decoder.decode()).replace(/\r$/, "");
  if (last !== "") yield last;
}

/** The lines once the text that follows is there; `undefined` while none ends in it, so that a long line is put together once. */
function splitLines(begun: string[], text: string): string[] | undefined {
  if (!/[\r\n]/.test(text) && begun.at(-1)?.endsWith("\r") !== true) {
    begun.push(text);
    return undefined;
  }
  return (begun.join("") + text).split(/\r\n|\n|\r(?!$)/);
}

function unpack(file: LocalFile) {
  const bytes = createReadStream(file.path);
  if (/\.gz$/i.test(file.key)) return bytes.pipe(createGunzip()).on("close", () => bytes.destroy());
  if (/\.zst$/i.test(file.key))
    return bytes.pipe(createZstdDecompress()).on("close", () => bytes.destroy());
  return bytes;
}
