import { isCloudApiError } from "@cloudapi/core";
import { didYouMean } from "@cloudapi/core/internal";
import { IngestError } from "../errors/ingest-error.ts";
import type { Source } from "../source/source.ts";
import { fullName, type SourceTable } from "../source/source-table.ts";
import type { IngestInput } from "./ingest-input.ts";

/** What names tables and columns beside `tables`, each of which fails for itself. */
export type NamingInput = Pick<
  IngestInput,
  "source" | "tables" | "datasets" | "omitColumns" | "cursors" | "allowLoss"
>;

/** Tables that were looked at, and those that could not be. */
interface Looked {
  readonly tables: readonly SourceTable[];
  readonly failed: readonly { readonly table: string }[];
}

/** The tables that a name stands for, or why none is known. */
type Found = readonly SourceTable[] | "unknown" | "unreadable";

/** A table that an option names, with columns of it. */
interface Naming {
  readonly option: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** Names that are written out. */
const SHOWN = 20;

/**
 * Whether all that options name is there: a misspelt name would have columns read that were to be left out, or rows missed.
 *
 * @throws {IngestError} `UNKNOWN_NAMES` with every name that the source has not, and the one that is nearest to it
 */
export async function checkNames(
  input: NamingInput,
  looked: Looked,
  signal: AbortSignal | undefined,
): Promise<void> {
  const failed = new Set(looked.failed.map(({ table }) => table));
  const others = new Map<string, Found>();
  const wrong: ((known: readonly SourceTable[]) => string)[] = [];
  for (const { option, table, columns } of namings(input, looked.tables)) {
    if (failed.has(table)) continue;
    const among = tablesOf(looked.tables, table);
    const found =
      among.length > 0 ? among : (others.get(table) ?? (await lookFor(table, input, signal)));
    others.set(table, found);
    if (found === "unknown")
      wrong.push(
        (known) => `${option}: table "${table}"${nearest(table, tableNames(known, table))}`,
      );
    if (typeof found !== "string")
      wrong.push(
        ...missingColumns(found, table, columns).map((text) => () => `${option}: ${text}`),
      );
  }
  if (wrong.length === 0) return;
  const known = await allTables(input, looked, signal);
  const texts = [...new Set(wrong.map((text) => text(known)))];
  const more = texts.length > SHOWN ? `; and ${texts.length - SHOWN} more` : "";
  throw new IngestError(
    "UNKNOWN_NAMES",
    `Nothing was read of ${input.source.name}, which has not all that is named. ${texts.slice(0, SHOWN).join("; ")}${more}. Correct these names, or take them out.`,
    { source: input.source.name },
  );
}

function namings(
  { datasets = {}, omitColumns = {}, cursors = {}, allowLoss = false }: NamingInput,
  tables: readonly SourceTable[],
): Naming[] {
  const lossy = typeof allowLoss === "boolean" ? [] : allowLoss;
  return [
    ...Object.keys(datasets).map((table) => ({ option: "datasets", table, columns: [] })),
    ...Object.entries(omitColumns).map(([table, columns]) => ({
      option: "omitColumns",
      table,
      columns,
    })),
    ...Object.entries(cursors).map(([table, { column, key = [], deleted }]) => ({
      option: "cursors",
      table,
      columns: [column, ...key, ...(deleted === undefined ? [] : [deleted])],
    })),
    ...lossy.map((name) => ({ option: "allowLoss", ...splitName(name, tables) })),
  ];
}

/** `table.column`, where names of tables and columns may have points in them. */
function splitName(name: string, tables: readonly SourceTable[]) {
  const names = tables.flatMap((table) => [table.name, fullName(table)]);
  const table = names
    .filter((each) => name.startsWith(`${each}.`))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), "");
  const at = table === "" ? name.lastIndexOf(".") : table.length;
  if (at < 0) return { table: name, columns: [] };
  return { table: name.slice(0, at), columns: [name.slice(at + 1)] };
}

/** The tables that a name stands for: without a schema, those of all schemas. */
function tablesOf(tables: readonly SourceTable[], name: string): readonly SourceTable[] {
  return tables.filter((each) => each.name === name || fullName(each) === name);
}

/** A table that is not among those that are read; all are, where none are named. */
async function lookFor(
  name: string,
  { source, tables }: { readonly source: Source; readonly tables?: readonly string[] | undefined },
  signal: AbortSignal | undefined,
): Promise<Found> {
  if (tables === undefined) return "unknown";
  try {
    const found = await source.discover({ tables: [name], signal });
    return found.length > 0 ? found : "unknown";
  } catch (error) {
    if (isCloudApiError(error, "NO_SUCH_TABLE")) return "unknown";
    if (isCloudApiError(error, "SOURCE_ACCESS_DENIED")) return "unreadable";
    throw error;
  }
}

/**
 * Columns that none of the tables of a name has. Fields of documents may be in others than those of a sample, and a view that is broken has no columns:
 * nothing is said of these.
 */
function missingColumns(
  tables: readonly SourceTable[],
  table: string,
  columns: readonly string[],
): string[] {
  if (tables.some((each) => each.sample !== undefined || each.columns.length === 0)) return [];
  const known = tables.flatMap((each) => each.columns.map(({ name }) => name));
  return columns
    .filter((name) => !known.includes(name))
    .map((name) => `column "${name}" of "${table}"${nearest(name, known)}`);
}

/** The names of all tables, which are looked for once something is wrong. */
async function allTables(
  { source, tables }: NamingInput,
  looked: Looked,
  signal: AbortSignal | undefined,
): Promise<readonly SourceTable[]> {
  if (tables === undefined) return looked.tables;
  return source.discover({ signal }).catch(() => looked.tables);
}

function tableNames(tables: readonly SourceTable[], name: string): string[] {
  return tables.map((each) => (name.includes(".") ? fullName(each) : each.name));
}

function nearest(name: string, known: readonly string[]): string {
  const found = didYouMean(name, known);
  return found === undefined ? "" : ` (did you mean "${found}"?)`;
}
