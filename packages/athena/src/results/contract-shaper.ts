import { type Dataset, partitionColumns } from "@cloudapi/core";
import { compileRecordChecker } from "@cloudapi/records";
import { cellReader } from "@cloudapi/records/internal";
import type * as z from "zod";
import { AthenaResultError } from "../errors/athena-result-error.ts";
import { invalidRow } from "../errors/invalid-row.ts";
import type { ResultColumn, RowShaper } from "./cells-of-row.ts";
import type { AthenaValue } from "./convert-cell.ts";
import { timestampPrecision, withPrecision } from "./timestamp-precision.ts";

/** How a result's column is handed to the contract: under its own name, in its own form. */
interface Field {
  readonly name: string;
  readonly adapt: (value: AthenaValue) => unknown;
}

/**
 * Rows checked and typed by a contract.
 *
 * Athena lower-cases names, so they are matched without case. Partition columns are not part of a row. Text in a
 * column that is not text in the contract (a table over raw JSON or CSV) is read as a CSV cell is.
 *
 * @throws {AthenaResultError} `MISSING_RESULT_COLUMN`
 */
export function contractShaper(
  dataset: Dataset,
  columns: readonly ResultColumn[],
  queryExecutionId: string,
): RowShaper {
  const checker = compileRecordChecker(dataset);
  const fields = columns.map((column) => fieldOf(dataset, column));
  refuseMissing(dataset, fields, queryExecutionId);
  return (cells, rowNumber) => {
    const entries: [string, unknown][] = [];
    for (const [i, field] of fields.entries()) {
      if (field !== undefined) entries.push([field.name, field.adapt(cells[i]?.[1] ?? null)]);
    }
    const result = checker.check(Object.fromEntries(entries));
    if (!result.valid) throw invalidRow(queryExecutionId, rowNumber, result.issues);
    return result.value;
  };
}

function fieldOf(dataset: Dataset, result: ResultColumn): Field | undefined {
  const column = dataset.columns.find(
    ({ name }) => name.toLowerCase() === result.name.toLowerCase(),
  );
  if (column === undefined) {
    const isPartition = partitionColumns(dataset).some(({ name }) => name === result.name);
    return isPartition ? undefined : { name: result.name, adapt: (value) => value };
  }
  const { name, type } = column;
  if (type.kind === "timestamp")
    return { name, adapt: timestampAdapter(dataset.schema._zod.def.shape[name] as z.ZodType) };
  if (type.kind === "string" || !/^(?:varchar|char|string)/i.test(result.type))
    return { name, adapt: (value) => value };
  const read = cellReader(column);
  return { name, adapt: (value) => (typeof value === "string" ? read(value) : value) };
}

function timestampAdapter(schema: z.ZodType): (value: AthenaValue) => unknown {
  const precision = timestampPrecision(schema);
  return (value) => {
    if (typeof value !== "string" || value === "") return value === "" ? null : value;
    return precision === undefined ? value : withPrecision(value, precision);
  };
}

function refuseMissing(
  dataset: Dataset,
  fields: readonly (Field | undefined)[],
  queryExecutionId: string,
): void {
  const present = new Set(fields.map((field) => field?.name));
  const missing = dataset.columns
    .filter(({ name, nullable }) => !nullable && !present.has(name))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  throw new AthenaResultError(
    "MISSING_RESULT_COLUMN",
    `Query ${queryExecutionId} gave no column ${missing.map((name) => `"${name}"`).join(", ")}, which the schema needs. Select it, or pass a schema of what is selected: schema.pick({ ... }).`,
    { queryExecutionId, column: missing[0] },
  );
}
