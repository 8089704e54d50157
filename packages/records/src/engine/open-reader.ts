import { recordFormat } from "../framing/record-format.ts";
import { jsonReader } from "./json-reader.ts";
import type { ReaderContext, RecordReader, SourceFormat } from "./record-reader.ts";

/** What decides how a source is read, beside its content. */
export interface FormatChoice {
  /** What the caller says. */
  readonly wanted: "json" | "csv" | "auto" | SourceFormat;
  /** What the source's name says. */
  readonly named: "json" | "csv" | "auto";
  /** Opens what is CSV by that. */
  readonly csv: SourceFormat["open"];
}

/** The reader for a source whose first bytes are known. */
export function openReader(
  { wanted, named, csv }: FormatChoice,
  context: ReaderContext,
): RecordReader {
  if (typeof wanted === "object") return wanted.open(context);
  const format = recordFormat(context.head, { ...context, wanted, named });
  return format === "csv" ? csv(context) : jsonReader(format, context);
}
