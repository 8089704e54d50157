import { IngestError } from "../errors/ingest-error.ts";
import { fullName, type SourceColumn } from "../source/source-table.ts";
import type { IngestInput } from "./ingest-input.ts";
import type { PlannedTable } from "./plan-tables.ts";

/** @throws {IngestError} `REFUSED_COLUMNS`, `LOSSY_COLUMNS` for columns that may not be read as they are */
export function checkLoss(
  { table, rows }: PlannedTable,
  { allowLoss = false }: Pick<IngestInput, "allowLoss">,
): void {
  const columns = table.columns.filter(({ name }) => rows.used.has(name));
  const refused = columns.filter(({ verdict }) => verdict === "refused");
  if (refused.length > 0)
    throw new IngestError(
      "REFUSED_COLUMNS",
      `Nothing was read of "${table.name}": ${sentences(refused)} Leave the column out: omitColumns: { ${JSON.stringify(table.name)}: ${JSON.stringify(refused.map(({ name }) => name))} }.`,
      { table: table.name, column: refused[0]?.name },
    );
  if (allowLoss === true) return;
  const allowed = new Set(allowLoss === false ? [] : allowLoss);
  const lossy = columns.filter(
    ({ name, verdict }) =>
      verdict === "lossy" &&
      !allowed.has(`${table.name}.${name}`) &&
      !allowed.has(`${fullName(table)}.${name}`),
  );
  if (lossy.length === 0) return;
  throw new IngestError(
    "LOSSY_COLUMNS",
    `Nothing was read of "${table.name}", since it would not all arrive: ${sentences(lossy)} Allow it: allowLoss: ${JSON.stringify(lossy.map(({ name }) => `${table.name}.${name}`))}; or leave the column out by omitColumns.`,
    { table: table.name, column: lossy[0]?.name },
  );
}

const SHOWN = 10;

function sentences(columns: readonly SourceColumn[]): string {
  const shown = columns
    .slice(0, SHOWN)
    .map(({ name, nativeType, how }) => `"${name}" (${nativeType}): ${how.replace(/\.$/, "")}`);
  const more = columns.length > SHOWN ? `; and ${columns.length - SHOWN} more` : "";
  return `${shown.join("; ")}${more}.`;
}
