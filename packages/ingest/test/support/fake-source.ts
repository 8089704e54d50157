import * as z from "zod";
import {
  type Cursor,
  IngestError,
  type ReadOptions,
  type Source,
  type SourceBatch,
  type SourceColumn,
  type SourceTable,
} from "../../src/index.ts";

/** A table of a source in memory. */
export interface FakeTable extends SourceTable {
  rows: Readonly<Record<string, unknown>>[];
  /** Thrown when the table is read, after so many batches. */
  fails?: { readonly error: Error; readonly afterBatches: number; times: number };
}

type ColumnInput = Partial<SourceColumn> & Pick<SourceColumn, "name" | "schema">;

export function column(input: ColumnInput): SourceColumn {
  return {
    nativeType: "text",
    nullable: false,
    verdict: "exact",
    how: "as it is",
    code: "z.unknown()",
    ...input,
  };
}

export function table(
  name: string,
  columns: readonly SourceColumn[],
  rows: FakeTable["rows"],
  more: Partial<FakeTable> = {},
): FakeTable {
  return { name, kind: "table", key: ["id"], columns, rows, ...more };
}

/** `id` and `name`, so many of them. */
export function people(name: string, count: number, more: Partial<FakeTable> = {}): FakeTable {
  const columns = [
    column({ name: "id", schema: z.int32(), nativeType: "int", code: "z.int32()" }),
    column({ name: "name", schema: z.string(), nullable: true, code: "z.string()" }),
  ];
  return table(
    name,
    columns,
    Array.from({ length: count }, (_, at) => person(at + 1)),
    more,
  );
}

export function person(id: number): Record<string, unknown> {
  return { id, name: id % 5 === 0 ? null : `person ${id}` };
}

/** A source that has its tables in memory, and gives them a few rows at a time. */
export function fakeSource(
  tables: readonly FakeTable[],
  batchRows = 3,
): Source & { opened: number } {
  const source = {
    kind: "postgres" as const,
    name: "shop",
    opened: 0,
    discover: ({ tables: names }: { tables?: readonly string[] | undefined } = {}) =>
      Promise.resolve().then(() => names?.map((name) => tableNamed(tables, name)) ?? tables),
    open: () => {
      source.opened++;
      return Promise.resolve({
        consistency: { kind: "snapshot" as const, text: "All tables of one moment." },
        read: (of: SourceTable, options: ReadOptions) =>
          readBatches(tableNamed(tables, of.name), options, batchRows),
        last: (of: SourceTable, { orderBy }: { orderBy: readonly string[] }) => {
          const row = ordered(tableNamed(tables, of.name).rows, orderBy).at(-1);
          return Promise.resolve(row && (orderBy.map((name) => row[name]) as Cursor));
        },
        close: () => Promise.resolve(),
      });
    },
  };
  return source;
}

function tableNamed(tables: readonly FakeTable[], name: string): FakeTable {
  const found = tables.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new IngestError("NO_SUCH_TABLE", `shop has no table ${name}.`, { table: name });
}

async function* readBatches(
  { rows, fails }: FakeTable,
  { columns, orderBy = [], after, upTo, signal }: ReadOptions,
  batchRows: number,
): AsyncGenerator<SourceBatch, void, undefined> {
  const found = ordered(rows, orderBy).filter(
    (row) =>
      (after === undefined || comparePlaces(row, orderBy, after) > 0) &&
      (upTo === undefined || comparePlaces(row, orderBy, upTo) <= 0),
  );
  for (let at = 0; ; at += batchRows) {
    signal?.throwIfAborted();
    if (fails !== undefined && fails.times > 0 && at / batchRows >= fails.afterBatches) {
      fails.times--;
      throw fails.error;
    }
    if (at >= found.length) return;
    const batch = found.slice(at, at + batchRows);
    yield {
      rows: columns === undefined ? batch : batch.map((row) => picked(row, columns)),
      bytes: 100,
    };
    await Promise.resolve();
  }
}

function picked(row: Readonly<Record<string, unknown>>, columns: readonly string[]) {
  return Object.fromEntries(columns.map((name) => [name, row[name]]));
}

function ordered(rows: FakeTable["rows"], orderBy: readonly string[]): FakeTable["rows"] {
  return rows.toSorted((a, b) =>
    comparePlaces(a, orderBy, orderBy.map((name) => b[name]) as Cursor),
  );
}

function comparePlaces(
  row: Readonly<Record<string, unknown>>,
  orderBy: readonly string[],
  place: Cursor,
): number {
  for (const [at, value] of place.entries()) {
    const own = row[orderBy[at] ?? ""] as string | number | bigint;
    if (own < value) return -1;
    if (own > value) return 1;
  }
  return 0;
}
