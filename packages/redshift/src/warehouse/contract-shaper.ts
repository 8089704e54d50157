import type { Dataset } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import { compileRecordChecker } from "@cloudapi/records";
import { RedshiftError } from "../errors/redshift-error.ts";
import type { Cell, ResultColumn } from "./warehouse.ts";

/**
 * Rows checked and typed by a contract, whose names Redshift has in lower case.
 *
 * @throws {RedshiftError} `MISSING_RESULT_COLUMN`
 */
export function contractShaper(
  dataset: Dataset,
  columns: readonly ResultColumn[],
): (cells: readonly Cell[]) => unknown {
  const checker = compileRecordChecker(dataset);
  const fields = columns.map((column) => fieldOf(dataset, column));
  const present = new Set(fields.map(({ name }) => name));
  const missing = dataset.columns.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  if (missing.length > 0)
    throw new RedshiftError(
      "MISSING_RESULT_COLUMN",
      `The query gave no column ${missing.join(", ")}, which "${dataset.name}" has. Select it, or query without the contract.`,
    );
  let count = 0;
  return (cells) => {
    count++;
    const entries = fields.map(({ name, adapt }, i) => [name, adapt(cells[i] ?? null)] as const);
    const result = checker.check(Object.fromEntries(entries));
    if (result.valid) return result.value;
    const [first] = result.issues;
    throw new RedshiftError(
      "INVALID_ROW",
      `Row ${count} of the result is not one of "${dataset.name}": ${first?.path.join(".")}: ${first?.message}`,
    );
  };
}

function fieldOf(dataset: Dataset, { name }: ResultColumn) {
  const column = dataset.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (column === undefined || isLeafType(column.type))
    return { name: column?.name ?? name, adapt: (cell: Cell): unknown => cell };
  return {
    name: column.name,
    // A SUPER comes as the text of its JSON.
    adapt: (cell: Cell): unknown => (typeof cell === "string" ? JSON.parse(cell) : cell),
  };
}
