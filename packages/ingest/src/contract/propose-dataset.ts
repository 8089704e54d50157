import { type Dataset, defineDataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { safeNames } from "@cloudapi/records/internal";
import * as z from "zod";
import type { SourceColumn, SourceTable } from "../source/source-table.ts";

/** What of a table a contract is proposed for. */
export interface ProposeOptions {
  /** The dataset's name; default the table's, in lower case, with `_` for what no name can have. */
  readonly name?: string | undefined;
  /** Columns that are left out, by the names they have in the source. */
  readonly omitColumns?: readonly string[] | undefined;
  /** Names that no column may have, since the layout has them for its partitions. */
  readonly reservedNames?: readonly string[] | undefined;
}

const OPTIONS = ["name", "omitColumns", "reservedNames"] as const;

/**
 * The dataset contract that a table's columns propose: their names where those can be column names, their types with null where
 * there may be one. What is named otherwise in the lake has its own name as an alias.
 *
 * @throws {TypeError} for an unknown option
 * @throws {ContractError} `INVALID_CONTRACT` for a table without columns, or a type that has no row in the type law
 *
 * @example
 * ```ts
 * import { proposeDataset, type SourceTable } from "@cloudapi/ingest";
 * import * as z from "zod";
 *
 * const table: SourceTable = {
 *   name: "Orders",
 *   kind: "table",
 *   key: ["Order ID"],
 *   columns: [
 *     { name: "Order ID", nativeType: "int", nullable: false, verdict: "exact", how: "a whole number", schema: z.int32(), code: "z.int32()" },
 *   ],
 * };
 * const orders = proposeDataset(table);
 * console.log(orders.name, orders.columns[0]?.name, orders.alias["Order_ID"]); // => orders Order_ID [ 'Order ID' ]
 * ```
 */
export function proposeDataset(table: SourceTable, options: ProposeOptions = {}): Dataset {
  checkOptionNames("proposeDataset", options, OPTIONS);
  const fields = proposedFields(table, options);
  const shape = Object.fromEntries(
    fields.map(({ name, column }) => [name, schemaOf(table, column)]),
  );
  const alias = Object.fromEntries(
    fields
      .filter(({ name, column }) => name !== column.name)
      .map(({ name, column }) => [name, column.name]),
  );
  return defineDataset({
    name: options.name ?? datasetName(table.name),
    schema: z.object(shape as Record<string, z.ZodType>),
    alias,
  }) as unknown as Dataset;
}

/** A column with the name it has in the lake. */
export interface ProposedColumn {
  readonly name: string;
  readonly column: SourceColumn;
}

/** The columns that a contract has, with their names. */
export function proposedFields(
  { columns }: SourceTable,
  { omitColumns = [], reservedNames = [] }: ProposeOptions,
): readonly ProposedColumn[] {
  const kept = columns.filter(({ name }) => !omitColumns.includes(name));
  const names = safeNames(
    kept.map(({ name }) => name),
    reservedNames,
  );
  return kept.map((column) => ({ name: names.get(column.name) ?? column.name, column }));
}

/** A table's name as a dataset's: lower-case letters, digits and underscores. */
export function datasetName(table: string): string {
  const plain = table
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .slice(0, 200);
  return plain === "" ? "table" : plain;
}

/** Documents may lack a field that others have; a row of a table has null there. */
function schemaOf({ kind }: SourceTable, { schema, nullable }: SourceColumn): z.core.$ZodType {
  if (!nullable) return schema;
  return kind === "collection" ? z.nullish(schema) : z.nullable(schema);
}
