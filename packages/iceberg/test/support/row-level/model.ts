import type { MergeQueryInput, RowCondition } from "@cloudapi/athena";
import { keyOf, type OrderRow } from "./orders.ts";

type Row = Readonly<Record<string, unknown>>;

/** What a statement is to do to rows, said once more without SQL. */
export type Change =
  | { readonly kind: "merge"; readonly rows: readonly OrderRow[]; readonly input: Merge }
  | { readonly kind: "delete"; readonly where: readonly RowCondition[] }
  | {
      readonly kind: "update";
      readonly where: readonly RowCondition[];
      readonly set: Readonly<Record<string, string | number | null>>;
    };

/** Of a merge what isn't names. */
export type Merge = Pick<
  MergeQueryInput,
  "latestBy" | "update" | "insert" | "deleteWhere" | "within"
>;

/** The rows after a change. */
export function changed(rows: readonly OrderRow[], change: Change): OrderRow[] {
  switch (change.kind) {
    case "delete":
      return rows.filter((row) => !holds(row, change.where));
    case "update":
      return rows.map((row) =>
        holds(row, change.where) ? { ...row, ...change.set } : row,
      ) as OrderRow[];
    case "merge":
      return merged(rows, change.rows, change.input);
  }
}

function merged(there: readonly OrderRow[], coming: readonly OrderRow[], input: Merge): OrderRow[] {
  const { latestBy, update, insert = true, deleteWhere } = input;
  const latest = new Map<string, OrderRow>();
  for (const row of coming) {
    const known = latest.get(keyOf(row));
    if (known === undefined || (row.changed ?? "") > (known.changed ?? ""))
      latest.set(keyOf(row), row);
  }
  const goes = (row: OrderRow) => deleteWhere !== undefined && holds(row, deleteWhere);
  const keys = new Set(there.map(keyOf));
  const kept = there.flatMap((row) => {
    const other = latest.get(keyOf(row));
    if (other === undefined) return [row];
    const isOlder = latestBy !== undefined && row.changed !== undefined && row.changed !== null;
    if (isOlder && (other.changed ?? "") < (row.changed ?? "")) return [row];
    if (goes(other)) return [];
    if (update === undefined) return [other];
    const taken = update.map((name) => [name, (other as Row)[name]]);
    return [{ ...row, ...Object.fromEntries(taken) } as OrderRow];
  });
  if (!insert) return kept;
  return [...kept, ...[...latest.values()].filter((row) => !keys.has(keyOf(row)) && !goes(row))];
}

function holds(row: OrderRow, where: readonly RowCondition[]): boolean {
  return where.every(({ column, isNull, eq, lt, gte, ...others }) => {
    const value = comparable((row as Row)[column] ?? undefined);
    if (isNull !== undefined && isNull !== (value === undefined)) return false;
    const tests: [unknown, (is: Comparable, than: Comparable) => boolean][] = [
      [eq, (is, than) => is === than],
      [lt, (is, than) => is < than],
      [gte, (is, than) => is >= than],
    ];
    if (Object.keys(others).length > 0)
      throw new Error(`no model of ${Object.keys(others).join()}`);
    return tests.every(([than, test]) => {
      if (than === undefined) return true;
      return value !== undefined && test(value, comparable(than) as Comparable);
    });
  });
}

type Comparable = string | number;

/** Numbers are numbers, also those that are text. */
function comparable(value: unknown): Comparable | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" && /^-?\d+\.\d\d$/.test(value)) return Number(value);
  return value as Comparable | undefined;
}
