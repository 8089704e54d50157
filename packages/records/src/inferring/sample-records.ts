import { ArrayFramer } from "../framing/array-framer.ts";
import type { FramerOptions } from "../framing/framer.ts";
import { LineFramer } from "../framing/line-framer.ts";
import { type RawRecord, rawText } from "../framing/raw-record.ts";
import { NumberText } from "./observation.ts";

/** The records of a sample, as values whose numbers are texts. */
export interface SampleRecords {
  readonly records: readonly object[];
  /** Records that can't be parsed. */
  readonly unreadable: number;
  /** Names in the header of a CSV file. */
  readonly header: readonly string[] | undefined;
}

const FRAMER: FramerOptions = {
  byteOffset: 0,
  line: 1,
  maxRecordBytes: 16_777_216,
  maxDepth: 256,
};

/** Cut a sample of JSON into records and parse each, as far as that needs no contract. */
export function jsonSample(
  bytes: Uint8Array,
  format: "json-lines" | "json-array",
  most: number,
): SampleRecords {
  const framer = format === "json-array" ? new ArrayFramer(FRAMER) : new LineFramer(FRAMER);
  const raws: RawRecord[] = [];
  for (const batch of framer.push(bytes)) raws.push(...batch.slice(0, most - raws.length));
  for (const batch of framer.end()) raws.push(...batch.slice(0, most - raws.length));
  return jsonRecords(raws);
}

function jsonRecords(raws: readonly RawRecord[]): SampleRecords {
  const records = raws.map(parseJson).filter((record) => record !== undefined);
  return { records, unreadable: raws.length - records.length, header: undefined };
}

function parseJson(raw: RawRecord): object | undefined {
  const text = raw.fault === undefined ? rawText(raw) : undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text, keepNumber as (key: string, value: unknown) => unknown);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && !(value instanceof NumberText) ? value : undefined;
  } catch {
    return undefined;
  }
}

function keepNumber(_: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === "number" ? new NumberText(context.source ?? String(value)) : value;
}
