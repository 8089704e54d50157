import type { KeyedRows } from "@cloudapi/transform/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { currentSchema } from "../metadata/current.ts";
import { compareValues } from "../values/compare-values.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import { type PrimitiveType, parsePrimitive } from "../values/primitive-type.ts";
import { literalOf, type ScanValue } from "./literal.ts";
import type { KnownValues } from "./may-match.ts";
import { planScan } from "./plan-scan.ts";
import { knownOf } from "./prune-file.ts";

/** The files of a table that may have rows with some of the keys, by the bounds of their partitions and values. */
export async function filesWithKeys(
  table: Pick<LoadedTable, "metadata" | "storage">,
  keyed: KeyedRows,
): Promise<DataFile[]> {
  const { column } = keyed;
  const field = currentSchema(table.metadata).fields.find(({ name }) => name === column);
  const type = typeof field?.type === "string" ? parsePrimitive(field.type) : undefined;
  const values = type && sortedValues(type, keyed);
  const [least, greatest] = [values?.[0], values?.at(-1)];
  if (field === undefined || type === undefined || least === undefined || greatest === undefined) {
    const { tasks } = await planScan(table);
    return tasks.map(({ file }) => file);
  }
  const { tasks } = await planScan(table, {
    where: [{ column, gte: least.given, lte: greatest.given }],
  });
  const counted = values?.map(({ value }) => value) ?? [];
  return tasks
    .map(({ file }) => file)
    .filter((file) => mayHoldOne(counted, knownOf(file, { fieldId: field.id, type })));
}

interface KeyValue {
  readonly given: ScanValue;
  readonly value: IcebergValue;
}

/** In order; nothing where some are no values of the type, or are not stored as they are. */
function sortedValues(type: PrimitiveType, { column, values }: KeyedRows): KeyValue[] | undefined {
  if (type.kind === "float" || type.kind === "double") return undefined;
  try {
    return [...values]
      .map((given) => ({
        given: given as ScanValue,
        value: literalOf(column, type, given as ScanValue),
      }))
      .toSorted((a, b) => compareValues(a.value, b.value));
  } catch {
    return undefined;
  }
}

/** Whether one of ordered values lies within bounds. */
function mayHoldOne(ordered: readonly IcebergValue[], { lower, upper }: KnownValues): boolean {
  let [from, to] = [0, ordered.length];
  while (lower !== undefined && from < to) {
    const middle = (from + to) >> 1;
    if (compareValues(ordered[middle] as IcebergValue, lower) < 0) from = middle + 1;
    else to = middle;
  }
  const first = ordered[from];
  return first !== undefined && (upper === undefined || compareValues(first, upper) <= 0);
}
