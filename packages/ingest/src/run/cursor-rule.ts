import { IngestError } from "../errors/ingest-error.ts";
import type { SourceTable } from "../source/source-table.ts";
import type { CursorRule, IngestSettings } from "./ingest-input.ts";
import { ofTable } from "./plan-tables.ts";

/**
 * How new rows of a table are told: by what is named for it, or by its key where that is one column.
 *
 * @throws {IngestError} `NO_KEY` when neither is there
 */
export function ruleOf(
  { cursors }: Pick<IngestSettings, "cursors">,
  table: SourceTable,
): CursorRule {
  const rule = ofTable(cursors, table);
  if (rule !== undefined) return rule;
  const [column, ...others] = table.key;
  if (column !== undefined && others.length === 0) return { column };
  throw new IngestError(
    "NO_KEY",
    `How new rows of "${table.name}" are told isn't known: it has ${column === undefined ? "no key" : "a key of several columns"}. Name a column that grows with each change: cursors: { ${JSON.stringify(table.name)}: { column: "…"${column === undefined ? ', key: ["…"]' : ""} } }; or load the table with mode "full".`,
    { table: table.name },
  );
}

/**
 * The columns that rows are ordered by: the cursor's, then those of the key.
 *
 * @throws {IngestError} `NO_KEY`, or `CONTRACT_MISMATCH` for a column that isn't there
 */
export function orderOf(
  table: SourceTable,
  { column, key = table.key, deleted }: CursorRule,
): string[] {
  const known = table.columns.map(({ name }) => name);
  const named = [column, ...key, ...(deleted === undefined ? [] : [deleted])];
  const missing = named.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new IngestError(
      "CONTRACT_MISMATCH",
      `The cursor of "${table.name}" names the column "${missing}", which it has not. Correct cursors.`,
      { table: table.name, column: missing },
    );
  if (key.length === 0)
    throw new IngestError(
      "NO_KEY",
      `"${table.name}" has no key, so that rows with the same "${column}" can't be told apart. Name columns that tell them apart: cursors: { ${JSON.stringify(table.name)}: { column: ${JSON.stringify(column)}, key: ["…"] } }; or load the table with mode "full".`,
      { table: table.name },
    );
  return [column, ...key.filter((name) => name !== column)];
}
