import type { Dataset } from "@cloudapi/core";
import type { RawRecord } from "../framing/raw-record.ts";
import type { RecordFormat } from "../framing/record-format.ts";
import type { CsvHeader } from "../parsing/csv-header.ts";
import { type Issue, previewValue } from "../report/issue.ts";
import { isRecord } from "./is-record.ts";
import { mappedHeader } from "./mapped-header.ts";
import { type ReadText, textsReader } from "./read-texts.ts";
import { type MapPlace, type RecordMap, rulesOfMap, type SourceRecord } from "./record-map.ts";
import type { AdaptedRecord } from "./rename-record.ts";

/** What a `map` makes of records, and what it needs of them. */
export interface Mapping {
  readonly rules: string;
  /** What a CSV header says of rows that are mapped. */
  readonly header: (names: readonly string[], place: Place) => CsvHeader;
  /** The map for the records of one source. */
  readonly open: (reader: TextsOfFormat, source: string | undefined) => MapRows;
}

/** What a map has to know of how records are read. */
export interface TextsOfFormat {
  readonly format: RecordFormat;
  readonly readText?: ReadText | undefined;
}

/** The rows that a record becomes: a list where the map gave one. */
export type MapRows = (record: object, raw: RawRecord) => MappedRecord;

/** What a map gave for a record. */
export interface MappedRecord {
  readonly rows: readonly AdaptedRecord[];
  /** Whether it gave a list, whose rows are counted. */
  readonly isList: boolean;
}

type Place = Pick<RawRecord, "line" | "byteOffset">;

const MAX_REASON = 200;

/**
 * A map made ready for a dataset's records.
 *
 * @throws {TypeError} for what is not a function
 */
export function mappingOf(what: string, dataset: Dataset, map: RecordMap): Mapping {
  if (typeof (map as unknown) !== "function")
    throw new TypeError(
      `${what}: map must be a function of a record, or one of explode, pick, rename and pipe, not ${previewValue(map)}.`,
    );
  return {
    rules: rulesOfMap(map),
    header: mappedHeader,
    open(reader, source) {
      const { format, readText } = reader;
      const read = readText && textsReader(dataset, readText);
      return (record, { line, byteOffset }) => {
        const mapped = callMap(map, record, { line, byteOffset, format, source });
        return read === undefined ? mapped : { ...mapped, rows: mapped.rows.map(readRow) };
      };
      function readRow(row: AdaptedRecord): AdaptedRecord {
        return read !== undefined && isRecord(row.record) ? read(row.record) : row;
      }
    },
  };
}

function callMap(map: RecordMap, record: object, place: MapPlace): MappedRecord {
  let made: unknown;
  try {
    made = map(record as SourceRecord, place);
  } catch (error) {
    return failed(`map threw ${reasonOf(error)}`);
  }
  if (made === undefined) return { rows: [], isList: false };
  const rows: readonly unknown[] = Array.isArray(made) ? made : [made];
  const strange = rows.find((row) => !isRecord(row));
  if (rows.every(isRecord)) return { rows: rows.map(asRow), isList: Array.isArray(made) };
  if (isPromise(strange)) {
    strange.then(undefined, () => undefined);
    return failed("map returned a promise; it has to return records at once");
  }
  return failed(`map returned ${previewValue(strange)} where a record was expected`);
}

function asRow(record: unknown): AdaptedRecord {
  return { record, issues: undefined };
}

function failed(reason: string): MappedRecord {
  const issue: Issue = {
    code: "map_failed",
    path: [],
    message: `The record could not be mapped: ${reason.replace(/\.$/, "")}.`,
  };
  return { rows: [{ record: undefined, issues: [issue] }], isList: false };
}

function reasonOf(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : previewValue(error);
    return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text;
  } catch {
    return "something that has no text";
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
