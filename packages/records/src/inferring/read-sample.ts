import { openText } from "../source/open-text.ts";
import type { Source } from "../source/source.ts";
import { SourceError } from "../source/source-error.ts";

/** The beginning of a source. */
export interface Sample {
  readonly bytes: Uint8Array;
  /** Whether the source has no more. */
  readonly isWhole: boolean;
  /** `UTF-16LE` or `UTF-16BE`, where the first bytes show it. */
  readonly encoding: string | undefined;
}

const LF = 0x0a;

/** The first bytes of a source's text, whole lines of them where there are more; the rest is not read. */
export async function readSample(
  source: Source,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Sample> {
  const { chunks, encoding } = await openText(source, signal, true);
  if (encoding !== undefined && !encoding.startsWith("UTF-16")) throw unreadable(encoding);
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    taken.push(Uint8Array.from(chunk));
    length += chunk.length;
    if (length > maxBytes) break;
  }
  const bytes = Buffer.concat(taken);
  if (length <= maxBytes) return { bytes, isWhole: true, encoding };
  return {
    bytes: bytes.subarray(0, lastLine(bytes, maxBytes, encoding)),
    isWhole: false,
    encoding,
  };
}

/** Where the last line within so many bytes ends. */
function lastLine(bytes: Buffer, maxBytes: number, encoding: string | undefined): number {
  if (encoding === undefined) {
    const end = bytes.lastIndexOf(LF, maxBytes - 1);
    return end < 0 ? maxBytes : end + 1;
  }
  const even = maxBytes - (maxBytes % 2);
  const [first, second] = encoding === "UTF-16LE" ? [LF, 0] : [0, LF];
  for (let at = even - 2; at >= 0; at -= 2)
    if (bytes[at] === first && bytes[at + 1] === second) return at + 2;
  return even;
}

function unreadable(encoding: string): SourceError {
  return new SourceError(
    "SOURCE_UNSUPPORTED_ENCODING",
    `inferDataset: the source is text in ${encoding}. Convert it to UTF-8 first, for example with iconv.`,
    { byteOffset: 0 },
  );
}
