import { type Dataset, partitionColumns } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import { compileRecordChecker } from "@cloudapi/records";
import { cellReader } from "@cloudapi/records/internal";
import type * as z from "zod";
import { AthenaResultError } from "../errors/athena-result-error.ts";
import { invalidRow } from "../errors/invalid-row.ts";
import type { ResultColumn, RowShaper } from "./cells-of-row.ts";
import type { AthenaValue } from "./convert-cell.ts";
import { nestedAdapter } from "./nested/nested-adapter.ts";
import { timestampPrecision, withPrecision } from "./timestamp-precision.ts";

/** How a result's column is handed to the contract: under its own name, in its own form. */
interface Field {
  readonly name: string;
  readonly adapt: (value: AthenaValue, rowNumber: number) => unknown;
}

/** What rows are shaped for. */
export interface ShaperContext {
  readonly queryExecutionId: string;
  /** Whether the dataset is a contract, and not made of the schema of what is selected. */
  readonly isContract: boolean;
  readonly onUnknownColumns: ((names: readonly string[]) => void) | undefined;
}

/**
 * Rows checked and typed by a contract.
 *
 * Athena lower-cases names, so they are matched without case. Partition columns are not part of a row. Text in a
 * column that is not text in the contract (a table over raw JSON or CSV) is read as a CSV cell is, and text in one that
 * is a struct, list or map as JSON.
 *
 * @throws {AthenaResultError} `MISSING_RESULT_COLUMN`, `AMBIGUOUS_RESULT_COLUMN`
 */
export function contractShaper(
  dataset: Dataset,
  columns: readonly ResultColumn[],
  { queryExecutionId, isContract, onUnknownColumns }: ShaperContext,
): RowShaper {
  const checker = compileRecordChecker(dataset);
  const fields = columns.map((column) => fieldOf(dataset, column, queryExecutionId));
  refuseMissing(dataset, fields, { queryExecutionId, isContract });
  tellUnknown(dataset, fields, onUnknownColumns);
  return (cells, rowNumber) => {
    const entries: [string, unknown][] = [];
    for (const [i, field] of fields.entries()) {
      if (field !== undefined)
        entries.push([field.name, field.adapt(cells[i]?.[1] ?? null, rowNumber)]);
    }
    const result = checker.check(Object.fromEntries(entries));
    if (!result.valid) throw invalidRow(queryExecutionId, rowNumber, result.issues);
    return result.value;
  };
}

function fieldOf(
  dataset: Dataset,
  result: ResultColumn,
  queryExecutionId: string,
): Field | undefined {
  const column = dataset.columns.find(
    ({ name }) => name.toLowerCase() === result.name.toLowerCase(),
  );
  if (column === undefined) {
    const isPartition = partitionColumns(dataset).some(({ name }) => name === result.name);
    return isPartition ? undefined : { name: result.name, adapt: (value) => value };
  }
  const { name, type } = column;
  const schema = dataset.schema._zod.def.shape[name] as z.core.$ZodType;
  if (type.kind === "timestamp") return { name, adapt: timestampAdapter(schema) };
  if (!isLeafType(type))
    return { name, adapt: nestedAdapter({ column, schema, result, queryExecutionId }) };
  if (
    type.kind === "string" ||
    type.kind === "json" ||
    !/^(?:varchar|char|string)/i.test(result.type)
  )
    return { name, adapt: (value) => value };
  const read = cellReader(column);
  return { name, adapt: (value) => (typeof value === "string" ? read(value) : value) };
}

function timestampAdapter(schema: z.core.$ZodType): (value: AthenaValue) => unknown {
  const precision = timestampPrecision(schema);
  return (value) => {
    if (typeof value !== "string" || value === "") return value === "" ? null : value;
    return precision === undefined ? value : withPrecision(value, precision);
  };
}

/** A contract says what a table has: a column that is not there is one that the table lacks, and not a null. */
function refuseMissing(
  dataset: Dataset,
  fields: readonly (Field | undefined)[],
  { queryExecutionId, isContract }: Pick<ShaperContext, "queryExecutionId" | "isContract">,
): void {
  const present = new Set(fields.map((field) => field?.name));
  const missing = dataset.columns
    .filter(({ name, nullable }) => (isContract || !nullable) && !present.has(name))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const advice = isContract
    ? "If the query selects every column, the table has another contract: ensureTable alters it. If it is to select some, pass a schema of those: dataset.schema.pick({ ... })."
    : "Select it, or pass a schema of what is selected: schema.pick({ ... }).";
  throw new AthenaResultError(
    "MISSING_RESULT_COLUMN",
    `Query ${queryExecutionId} gave no column ${missing.map((name) => `"${name}"`).join(", ")}, which the ${isContract ? `contract ${dataset.name}` : "schema"} has. ${advice}`,
    { queryExecutionId, column: missing[0] },
  );
}

function tellUnknown(
  { columns }: Dataset,
  fields: readonly (Field | undefined)[],
  tell: ShaperContext["onUnknownColumns"],
): void {
  const known = new Set(columns.map(({ name }) => name));
  const unknown = fields.flatMap((field) =>
    field === undefined || known.has(field.name) ? [] : [field.name],
  );
  if (unknown.length > 0) tell?.(unknown);
}
