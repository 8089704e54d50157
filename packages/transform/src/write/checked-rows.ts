import type { Dataset } from "@cloudapi/core";
import {
  compileRecordChecker,
  type Problem,
  type RecordCheck,
  type RecordChecker,
} from "@cloudapi/records";
import { abortable, DroppedFields, withPlace } from "@cloudapi/records/internal";
import { checkedRow } from "./row-record.ts";
import type { CheckedBatch } from "./write-job.ts";

/** Rows in batches, as they come or in memory. */
export type RowBatches<T extends object> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;

/** Rows that are checked before what they set off is waited for. */
const CHUNK_ROWS = 1_000;
/** What is said beside rows: nothing. */
export const NO_FINDINGS = {
  format: "rows",
  problems: [],
  warnings: [],
  bytesRead: 0,
  rowsFiltered: 0,
} as const;

/** Check rows against the dataset; a row's number, from 1 over all batches, is its line. */
export async function* checkRows(
  dataset: Dataset,
  batches: RowBatches<object>,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedBatch, void, undefined> {
  const checker = new RowChecker(dataset);
  let rows = 0;
  let number = 0;
  for await (const batch of abortable(toAsync(batches), signal)) {
    checkBatch(batch, ++number);
    for (let at = 0; at < batch.length; at += CHUNK_ROWS) {
      const chunk = batch.slice(at, at + CHUNK_ROWS);
      const records = chunk.map((row) => checker.check(row, { number: ++rows }));
      yield { ...NO_FINDINGS, records };
    }
  }
  const warnings = checker.warnings(rows);
  if (warnings.length > 0) yield { ...NO_FINDINGS, records: [], warnings };
}

/** Checks rows one by one, and remembers what was dropped of them. */
export class RowChecker {
  readonly #dataset: Dataset;
  readonly #check: RecordChecker["check"];
  readonly #dropped = new DroppedFields();

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.#check = compileRecordChecker(dataset).check;
  }

  check(
    row: object,
    place: { readonly number: number; readonly byteOffset?: number | undefined },
  ): CheckedBatch["records"][number] {
    const check = this.#checkAt(row, place.number);
    if (!this.#dataset.strict) this.#dropped.add(row, check.unknownFields, check.droppedInside);
    return checkedRow(row, place, check);
  }

  /** What is said of all rows, of which there were so many. */
  warnings(rows: number): readonly Problem[] {
    return this.#dropped.warnings(rows);
  }

  #checkAt(row: object, place: number): RecordCheck {
    try {
      return this.#check(row);
    } catch (error) {
      throw withPlace(error, this.#dataset.name, `, in row ${place}`);
    }
  }
}

/** @throws {TypeError} when batches are not what rows can be taken from */
export function checkBatches(what: string, batches: unknown): void {
  const isIterable =
    typeof batches !== "string" &&
    (Symbol.asyncIterator in Object(batches) || Symbol.iterator in Object(batches));
  if (isIterable) return;
  throw new TypeError(
    `${what}: batches must be an async iterable or an iterable of arrays of rows; for text or bytes use transform.`,
  );
}

function checkBatch(batch: unknown, number: number): void {
  if (Array.isArray(batch)) return;
  const advice =
    typeof batch === "string" || batch instanceof Uint8Array
      ? "Text and bytes are read by transform."
      : "Rows that come one by one are batches of one: yield [row]. Rows that are all in memory are one batch: pass [rows].";
  throw new TypeError(`writeRows: batch ${number} is not an array of rows. ${advice}`);
}

function toAsync(batches: RowBatches<object>): AsyncIterable<readonly object[]> {
  return Symbol.asyncIterator in batches ? batches : oneByOne(batches);
}

async function* oneByOne(
  batches: Iterable<readonly object[]>,
): AsyncGenerator<readonly object[], void, undefined> {
  yield* batches;
}
