import { type ContractDiff, type Dataset, diffContract } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { type Table, tableOf } from "../sql/names.ts";
import { type CreateTableInput, TABLE_OPTIONS } from "../tables/build-create-table.ts";
import { commentOn, ledgerOf, updateRegistry } from "../tables/registry.ts";
import { checkedColumns } from "../tables/table-columns.ts";
import { alterStatements, type ColumnChange, compareColumns } from "./compare-columns.ts";
import { rebuildStatements } from "./rebuild-statements.ts";

/** The table as it is, and what may be done to it. */
export interface MigrationInput extends CreateTableInput {
  /** Whether columns that the new contract hasn't are dropped with all they hold; default false: they are refused. */
  readonly allowDrop?: boolean | undefined;
}

/** What brings a table from one contract to another. */
export interface Migration {
  /** Nothing (`none`), statements that alter it (`alter`), or a copy of all rows into a table that takes its name (`rebuild`). */
  readonly kind: "none" | "alter" | "rebuild";
  /** Statements that Redshift takes outside a transaction only, each by itself, first. Each may be run again. */
  readonly before: readonly string[];
  /** Statements for one transaction. Loads of the table wait for it. */
  readonly statements: readonly string[];
  readonly diff: ContractDiff;
}

/**
 * What brings a table that was made of one contract to another: new columns, wider texts, and by a copy of all rows wider types, and columns that may be
 * null now, or no longer. Give the table's layout as it was made, or another: a rebuilt table has it.
 *
 * @throws {RedshiftError} `MIGRATION_REFUSED` where no statement can do it without loss, naming each column
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import { buildMigration } from "@cloudapi/redshift";
 * import * as z from "zod";
 *
 * const before = defineDataset({ name: "prices", schema: z.object({ sku: z.string() }) });
 * const after = defineDataset({ name: "prices", schema: z.object({ sku: z.string(), cents: z.int32().optional() }) });
 * const { kind, statements } = buildMigration(before, after);
 * console.log(kind, statements[1]); // => alter ALTER TABLE "public"."prices" ADD COLUMN "cents" integer ENCODE az64
 * ```
 */
export function buildMigration(
  before: Dataset,
  after: Dataset,
  input: MigrationInput = {},
): Migration {
  for (const dataset of [before, after]) checkDataset("buildMigration", dataset);
  checkOptionNames("buildMigration", input, [...TABLE_OPTIONS, "allowDrop"]);
  const { allowDrop = false, ...layout } = input;
  if (typeof allowDrop !== "boolean")
    throw new TypeError("buildMigration: allowDrop must be true or false.");
  const table = tableOf("buildMigration", before, input);
  const diff = diffContract(before, after);
  const changes = compareColumns(
    checkedColumns("buildMigration", before),
    checkedColumns("buildMigration", after),
    { before, after, allowDrop },
  );
  const isSame = before.contractHash === after.contractHash;
  if (changes.length === 0 && isSame)
    return Object.freeze({ kind: "none", before: [], statements: [], diff });
  const isRebuilt = changes.some(({ kind }) => kind === "rebuild");
  const altered = alterStatements(table, changes);
  const rebuilt = isRebuilt
    ? rebuildStatements({ table, before, after, layout, fills: fillsOf(changes) })
    : altered.statements;
  return Object.freeze({
    kind: isRebuilt ? "rebuild" : "alter",
    before: Object.freeze(isRebuilt ? [] : altered.before),
    statements: Object.freeze(inOneStep(table, after, rebuilt)),
    diff,
  });
}

function fillsOf(changes: readonly ColumnChange[]): ReadonlyMap<string, string> {
  const fills = new Map<string, string>();
  for (const change of changes)
    if (change.kind === "add" && change.fill !== undefined)
      fills.set(change.column.sql, change.fill);
  return fills;
}

/** Loads lock the ledger first: with that in hand none runs. */
function inOneStep(table: Table, after: Dataset, statements: readonly string[]): string[] {
  return [
    `LOCK TABLE ${ledgerOf(table).sql}`,
    ...statements,
    updateRegistry(table, after),
    commentOn(table, after),
  ];
}
