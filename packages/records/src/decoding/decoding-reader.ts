import type { Findings, ReaderContext, RecordReader } from "../engine/record-reader.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import { SourceError } from "../source/source-error.ts";
import { decodeHead } from "./decoder.ts";
import { DecodingFramer, type WaitingFramer } from "./decoding-framer.ts";
import { type Encoding, encodingOf } from "./encoding.ts";

/** A reader whose framer's bytes can be let go of. */
export type DecodableReader = RecordReader & { readonly framer: WaitingFramer };

/**
 * A reader of a source in the encoding that its byte order mark says, or else the one that is wanted; UTF-8 is read by
 * `open` as it is.
 *
 * @throws {SourceError} `SOURCE_UNSUPPORTED_ENCODING` when the first bytes show another one
 */
export function decodingReader(
  wanted: Encoding,
  context: ReaderContext,
  open: (context: ReaderContext) => DecodableReader,
): RecordReader {
  const encoding = encodingIn(wanted, context);
  if (encoding.kind === "utf-8") return open(context);
  const head = decodeHead(encoding, context.head);
  const reader = open({ ...context, head, byteOffset: 0, cells: undefined });
  return new DecodingReader(
    reader,
    new DecodingFramer(reader.framer, encoding, context.byteOffset),
  );
}

/** What a byte order mark says is so; what only looks so has to be what was said. */
function encodingIn(wanted: Encoding, { encoding: seen, byteOffset }: ReaderContext): Encoding {
  const isMarked = byteOffset > 0;
  if (seen === undefined) return isMarked ? encodingOf("", "utf-8") : wanted;
  const isUtf16 = seen.startsWith("UTF-16");
  if (isUtf16 && (isMarked || wanted.kind === "utf-16")) return encodingOf("", seen);
  const advice = isUtf16
    ? `It has no byte order mark: pass encoding: "${seen.toLowerCase()}".`
    : "Convert it to UTF-8 first, for example with iconv.";
  const message = `The source is text in ${seen}, and not in ${wanted.name}. ${advice}`;
  throw new SourceError("SOURCE_UNSUPPORTED_ENCODING", message, { byteOffset: 0 });
}

/** The reader of the UTF-8, with the framer of the source. */
class DecodingReader implements RecordReader {
  readonly format: string;
  readonly framer: DecodingFramer;
  readonly #reader: RecordReader;

  constructor(reader: RecordReader, framer: DecodingFramer) {
    this.format = reader.format;
    this.framer = framer;
    this.#reader = reader;
  }

  takesHeader(raw: RawRecord): boolean {
    return this.#reader.takesHeader(raw);
  }

  parse(raw: RawRecord): ReturnType<RecordReader["parse"]> {
    return this.#reader.parse(raw);
  }

  get readText(): RecordReader["readText"] {
    return this.#reader.readText;
  }

  unknownColumns(): readonly string[] | undefined {
    return this.#reader.unknownColumns();
  }

  takeFindings(): Findings {
    const { problems, warnings } = this.#reader.takeFindings();
    return { problems, warnings: [...warnings, ...this.framer.takeWarnings()] };
  }

  frame(): string | undefined {
    return this.#reader.frame();
  }
}
