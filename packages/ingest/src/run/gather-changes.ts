import { type Column, type Dataset, defineDataset, parseTimestamp } from "@cloudapi/core";
import { compileRecordChecker } from "@cloudapi/records";
import * as z from "zod";
import { IngestError } from "../errors/ingest-error.ts";
import type { Cursor, CursorValue, SourceSnapshot } from "../source/source.ts";
import { ruleOf } from "./cursor-rule.ts";
import type { CursorRule, IngestSettings } from "./ingest-input.ts";
import type { PlannedTable } from "./plan-tables.ts";
import type { Stretch } from "./stretch.ts";

type Row = Record<string, unknown>;

/** Changes of a table, the latest of each key. */
export interface Changes {
  /** By key: the row, or nothing where it is deleted. */
  readonly byKey: ReadonlyMap<string, Row | undefined>;
  readonly keyOf: (row: Readonly<Row>) => string;
  /** A column of the lake's that keys begin with, and its values in changes. */
  readonly first: { readonly column: string; readonly values: ReadonlySet<unknown> };
  /** What is wrong with a row of the lake under the contract of now; nothing where it fits. */
  readonly problemOf: (row: Readonly<Row>) => string | undefined;
  /** Changes that do not fit the contract: what the lake has of them stays. */
  readonly rejected: readonly Row[];
  /** Changes read. */
  readonly count: number;
  /** The place of the last of them, or of the stretch's end. */
  readonly upTo: Cursor;
  /** Whether these are all of the stretch. */
  readonly isWhole: boolean;
}

/** Bytes of changes that are merged at a time. */
const ROUND_BYTES = 64 * 1024 * 1024;

/** Read changes of a stretch, as far as memory goes. */
export async function gatherChanges(
  settings: IngestSettings,
  planned: PlannedTable,
  snapshot: SourceSnapshot,
  { orderBy = [], after, upTo = [] }: Stretch,
): Promise<Changes> {
  const { table, dataset, rows } = planned;
  const { batchBytes, options, mergeBytes = ROUND_BYTES } = settings;
  const rule = ruleOf(settings, table);
  const keyOf = keyReader(planned, rule);
  const { check } = compileRecordChecker(dataset);
  const wanted = rows.columns && [
    ...new Set([
      ...rows.columns,
      ...orderBy,
      ...(rule.deleted === undefined ? [] : [rule.deleted]),
    ]),
  ];
  const read = snapshot.read(table, {
    columns: wanted,
    orderBy,
    after,
    upTo,
    batchBytes,
    signal: options.signal,
  });
  const problemOf = (row: Readonly<Row>) => {
    const checked = check(row);
    return checked.valid ? undefined : (checked.issues[0]?.message ?? "");
  };
  const columns = keyColumns(planned, rule);
  const keyOfLake = keyInLake(dataset, columns);
  const { name: column = "" } = columns[0] ?? {};
  const values = new Set<unknown>();
  const known = { keyOf, problemOf, first: { column, values } };
  const byKey = new Map<string, Row | undefined>();
  const rejected: Row[] = [];
  let count = 0;
  let bytes = 0;
  let last: Readonly<Row> | undefined;
  for await (const batch of read) {
    if (bytes >= mergeBytes)
      return { ...known, byKey, rejected, count, upTo: placeOf(last, orderBy), isWhole: false };
    for (const raw of batch.rows) {
      const row = rows.adapt(raw);
      const isDeleted = rule.deleted !== undefined && saysDeleted(raw[rule.deleted]);
      if (isDeleted || check(row).valid) {
        const key = keyOfLake(row);
        byKey.set(keyOf(key), isDeleted ? undefined : row);
        values.add(key[column]);
      } else rejected.push(row);
    }
    count += batch.rows.length;
    bytes += batch.bytes;
    last = batch.rows.at(-1) ?? last;
  }
  return { ...known, byKey, rejected, count, upTo, isWhole: true };
}

function placeOf(row: Readonly<Row> | undefined, orderBy: readonly string[]): Cursor {
  return orderBy.map((name) => {
    const value = row?.[name];
    return value instanceof Uint8Array
      ? `\\x${Buffer.from(value).toString("hex")}`
      : (value as CursorValue);
  });
}

/** A zero as sources write decimals and bits, which are texts: `0`, `0.00`, `0E-6`; `false` of a field of several types. */
const NO = /^(?:false|-?0+(?:\.0+)?(?:E[+-]?\d+)?)$/i;

/** Whether the value of a tombstone column says that a row is deleted: any does but null, false and zero. */
export function saysDeleted(value: unknown): boolean {
  if (typeof value === "string") return !NO.test(value);
  return value !== null && value !== undefined && value !== false && value !== 0 && value !== 0n;
}

/**
 * The key of a row as text; a row of the source and the same row in the lake have one.
 *
 * @throws {IngestError} `CONTRACT_MISMATCH` for a column that the lake has not, or not to its last digit: rows that differ would be one
 */
function keyReader(planned: PlannedTable, rule: CursorRule) {
  const { table } = planned;
  const columns = keyColumns(planned, rule);
  return (row: Readonly<Row>): string =>
    JSON.stringify(
      columns.map(({ name, type }) => {
        const value = row[name];
        if (type.kind === "timestamp" && isCut(value)) throw cutKey(table.name, name, value);
        return keyText(value, type.kind);
      }),
    );
}

/** The columns of a row's key as the lake has them, which a contract may change (`.trim()`), whatever is in the row's other columns. */
function keyInLake({ name, schema }: Dataset, columns: readonly Column[]) {
  const shape = schema._zod.def.shape as Readonly<Record<string, z.ZodType>>;
  const of = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(columns.map((column) => [column.name, from[column.name]]));
  const key = z.object(of(shape) as Record<string, z.ZodType>);
  const { check } = compileRecordChecker(
    defineDataset({ name, schema: key }) as unknown as Dataset,
  );
  return (row: Readonly<Row>): Readonly<Row> => {
    const checked = check(of(row));
    return checked.valid ? checked.value : row;
  };
}

function keyColumns({ table, dataset }: PlannedTable, { key = table.key }: CursorRule) {
  return key.map((source) => {
    const column = dataset.columns.find(
      ({ name }) => name === source || dataset.alias[name]?.includes(source),
    );
    if (column !== undefined) return column;
    throw new IngestError(
      "CONTRACT_MISMATCH",
      `The dataset "${dataset.name}" has no column for "${source}", which the rows of "${table.name}" are told apart by. Put it in, or name another key in cursors.`,
      { table: table.name, column: source },
    );
  });
}

function isCut(value: unknown): value is string {
  return typeof value === "string" && parseTimestamp(value)?.truncated === true;
}

function cutKey(table: string, column: string, value: string): IngestError {
  return new IngestError(
    "CONTRACT_MISMATCH",
    `Rows of "${table}" are told apart by "${column}", which is ${value} in one of them and has milliseconds in the lake: rows that differ in finer digits would be one. Keep the digits (the source's option microseconds: "text", or z.string() in a contract of your own), or name another key in cursors.`,
    { table, column },
  );
}

function keyText(value: unknown, kind: string): string {
  const text = String(value);
  // The source has 0.1 where the lake has the float next to it, 0.10000000149011612.
  if (kind === "float") return String(Math.fround(Number(value)));
  // As Iceberg's rows have it: milliseconds.
  if (kind === "timestamp" && typeof value === "number") return text;
  if (kind === "timestamp") return String(parseTimestamp(text)?.epochMs ?? text);
  return kind === "decimal" ? withoutZeros(text) : text;
}

/** `1.50` and `1.5` are one decimal. */
function withoutZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text[end - 1] === "0") end--;
  return text.slice(0, text[end - 1] === "." ? end - 1 : end);
}
