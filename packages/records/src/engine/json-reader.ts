import { kitOfDataset } from "@cloudapi/core/internal";
import { ArrayFramer } from "../framing/array-framer.ts";
import { LineFramer } from "../framing/line-framer.ts";
import { flatTextWalk } from "../parsing/flat-text-walk.ts";
import { JsonRecordParser } from "../parsing/json-record-parser.ts";
import type { ReaderContext, RecordReader } from "./record-reader.ts";

/** A reader of JSON Lines or of a JSON array. */
export function jsonReader(
  format: "json-lines" | "json-array",
  context: ReaderContext,
): RecordReader {
  const isArray = format === "json-array";
  const framer = isArray
    ? new ArrayFramer(context)
    : (context.lines?.(context) ?? new LineFramer(context));
  const { dataset, textWalk, faults } = context;
  const walk =
    textWalk ?? kitOfDataset(dataset)?.textWalk(dataset) ?? flatTextWalk(dataset.columns);
  const parser = new JsonRecordParser(walk, context.maxDepth);
  return {
    format,
    framer,
    takesHeader: () => false,
    parse: (raw) => faults?.parse(raw) ?? parser.parse(raw),
    unknownColumns: () => undefined,
    takeFindings: () => ({ problems: framer.takeProblems(), warnings: [] }),
    frame: () => (isArray ? "an empty array" : undefined),
  };
}
