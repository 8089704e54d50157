import type { Dataset, DataType } from "@cloudapi/core";
import { quoteLiteral } from "@cloudapi/core/sql";
import { runOnTrino, type TrinoResult } from "../../../scripts/lib/run-on-trino.ts";
import { trinoColumns, trinoType } from "../../../scripts/lib/trino-columns.ts";
import { selectColumns } from "../src/index.ts";
import { type AthenaValue, cellReaderOf } from "../src/results/convert-cell.ts";
import { rowShaper } from "../src/results/row-shaper.ts";

/** Rows that are put into a table of Trino's, selected by `selectColumns`, and read as a result of Athena's is. */
export async function rowsOnTrino(
  endpoint: string,
  dataset: Dataset,
  rows: readonly Record<string, unknown>[],
): Promise<unknown[]> {
  const sql = (table: string) => `SELECT ${selectColumns(dataset)} FROM ${table} ORDER BY id`;
  const [found] = await queriesOnTrino(endpoint, { dataset, rows }, [sql]);
  const columns = (found?.columns ?? []).map(({ name, type }) => ({
    name,
    type,
    read: cellReaderOf(type),
  }));
  const shape = rowShaper(dataset, columns, {
    queryExecutionId: "q-1",
    onUnknownColumns: undefined,
  });
  return (found?.rows ?? []).map((row, i) => {
    const cells = columns.map(({ name, read }, at): [string, AthenaValue] => {
      const cell = row[at] as string | number | bigint | boolean | null;
      return [name, cell === null ? null : (read(String(cell)) ?? null)];
    });
    return shape(cells, i + 1);
  });
}

/** Trino takes statements of a million characters. */
const CHARACTERS_OF_INSERT = 500_000;

/** What queries give on a table of Trino's with these rows. */
export async function queriesOnTrino(
  endpoint: string,
  { dataset, rows }: { readonly dataset: Dataset; readonly rows: readonly object[] },
  queries: readonly ((table: string) => string)[],
): Promise<TrinoResult[]> {
  const run = (sql: string) => runOnTrino(endpoint, { sql, parameters: [] });
  const table = `law_${crypto.randomUUID().replaceAll("-", "_")}`;
  const texts = `${table}_texts`;
  await run(`CREATE TABLE ${table} (${trinoColumns(dataset.columns)})`);
  await run(`CREATE TABLE ${texts} (j varchar)`);
  for (const batch of batches(rows.map((row) => `(${quoteLiteral(textOf(dataset, row))})`)))
    await run(`INSERT INTO ${texts} VALUES ${batch.join(", ")}`);
  await run(`INSERT INTO ${table} SELECT ${casts(dataset)} FROM ${texts}`);
  await run(`DROP TABLE ${texts}`);
  const results: TrinoResult[] = [];
  for (const query of queries) results.push(await run(query(table)));
  await run(`DROP TABLE ${table}`);
  return results;
}

function batches(values: readonly string[]): string[][] {
  const all: string[][] = [];
  let left = 0;
  for (const value of values) {
    if (value.length > left) {
      all.push([]);
      left = CHARACTERS_OF_INSERT;
    }
    all.at(-1)?.push(value);
    left -= value.length;
  }
  return all;
}

/**
 * A row as JSON, with a list for each struct and a text for each leaf, which a second table casts to the columns' types. As
 * literals of their types rows would take minutes, since Trino evaluates each of them while it plans.
 */
function textOf({ columns }: Dataset, row: object): string {
  return JSON.stringify(textsOf({ kind: "struct", fields: columns }, row));
}

function casts({ columns }: Dataset): string {
  return columns
    .map(({ type }, i) => {
      const texts = `CAST(json_extract(j, '$[${i}]') AS ${trinoType(asTexts(type))})`;
      return `CAST(${texts} AS ${trinoType(type)})`;
    })
    .join(", ");
}

function textsOf(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "struct": {
      const row = value as Record<string, unknown>;
      return type.fields.map((field) => textsOf(field.type, row[field.name]));
    }
    case "list":
      return (value as unknown[]).map((item) => textsOf(type.element, item));
    case "map": {
      const entries = value instanceof Map ? [...value] : Object.entries(value as object);
      return Object.fromEntries(
        entries.map(([key, each]) => [String(key), textsOf(type.value, each)]),
      );
    }
    case "timestamp":
      return new Date(value as string).toISOString().replace("T", " ").replace("Z", "");
    default:
      return String(value as string | number | bigint | boolean);
  }
}

/** The type of those values. */
function asTexts(type: DataType): DataType {
  switch (type.kind) {
    case "struct":
      return {
        ...type,
        fields: type.fields.map((each) => ({ ...each, type: asTexts(each.type) })),
      };
    case "list":
      return { ...type, element: asTexts(type.element) };
    case "map":
      return { ...type, value: asTexts(type.value) };
    default:
      return { kind: "string" };
  }
}
