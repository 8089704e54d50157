import { CONTRACT_METADATA } from "../contract/contract-metadata.ts";
import { partitionProjection } from "../partition/partition-projection.ts";
import { hiveType } from "../sql/hive-type.ts";
import { quoteIdentifier } from "../sql/quote-identifier.ts";
import { quoteLiteral } from "../sql/quote-literal.ts";
import { quoteValue } from "../sql/quote-value.ts";
import { isLeafType } from "../types/data-type.ts";
import { typeLaw } from "../types/type-law.ts";
import { isInside } from "./change-verdicts.ts";
import type { ContractChange, DiffTarget } from "./contract-diff.ts";
import type { ContractShape, FieldShape } from "./contract-shape.ts";

/** SQL that brings a target to the new contract, or nothing when there is a change that SQL can't make there. */
export function statementsFor(
  target: DiffTarget,
  changes: readonly ContractChange[],
  after: ContractShape,
): string[] {
  const make = STATEMENTS[target];
  if (make === undefined) return [];
  const relevant = changes.filter(({ verdicts }) => verdicts[target].verdict !== "safe");
  const made = relevant.map((change) => make(change, after));
  const statements = made.flatMap((each) => each ?? []);
  if (made.includes(undefined)) return [];
  return target === "athena" ? [...statements, setProperties(after)] : statements;
}

/** The statements of a change, or `undefined` when none makes it. */
type Maker = (change: ContractChange, after: ContractShape) => string[] | undefined;

const STATEMENTS: Partial<Record<DiffTarget, Maker>> = {
  athena: athenaStatements,
  iceberg: icebergStatements,
  redshift: redshiftStatements,
};

/**
 * Athena adds and changes columns of Parquet tables, and takes none out; it does neither with dates.
 *
 * Source: Amazon Athena User Guide, "ALTER TABLE ADD COLUMNS", "ALTER TABLE REPLACE COLUMNS".
 */
function athenaStatements(change: ContractChange, after: ContractShape): string[] | undefined {
  if (/^partition_(?:range|values)/.test(change.kind)) return [];
  const column = columnOf(change, after);
  if (column === undefined || column.type.kind === "date" || isKey(column, after)) return undefined;
  const [table, name] = [ddlName(after.name), ddlName(column.name)];
  const type = hiveType(column.type);
  if (change.kind === "column_added") return [`ALTER TABLE ${table} ADD COLUMNS (${name} ${type})`];
  if (change.kind !== "type_widened") return undefined;
  return [`ALTER TABLE ${table} CHANGE COLUMN ${name} ${name} ${type}`];
}

/** No statement of Athena's alters the columns that rows are partitioned by; Glue's API does. */
function isKey({ name }: FieldShape, { partition }: ContractShape): boolean {
  return partition?.by?.some(({ column }) => column === name) === true;
}

function setProperties(after: ContractShape): string {
  const { "storage.location.template": _, ...projection } = partitionProjection(after, "s3://b/");
  const properties = { ...projection, [CONTRACT_METADATA.hashProperty]: after.contractHash };
  const pairs = Object.entries(properties).map(
    ([key, value]) => `${quoteLiteral(key, "ddl")} = ${quoteLiteral(value, "ddl")}`,
  );
  return `ALTER TABLE ${ddlName(after.name)} SET TBLPROPERTIES (${pairs.join(", ")})`;
}

/** In Athena's words, which has no statement for null and for fields inside a column. */
function icebergStatements(change: ContractChange, after: ContractShape): string[] | undefined {
  const table = ddlName(after.name);
  if (change.kind === "column_removed" && !isInside(change.path))
    return [`ALTER TABLE ${table} DROP COLUMN ${ddlName(change.path)}`];
  const column = columnOf(change, after);
  if (column === undefined) return undefined;
  const name = ddlName(column.name);
  const type = hiveType(column.type);
  if (change.kind === "column_added") return [`ALTER TABLE ${table} ADD COLUMNS (${name} ${type})`];
  const isType = change.kind === "type_widened" || change.kind === "type_changed";
  return isType ? [`ALTER TABLE ${table} CHANGE COLUMN ${name} ${name} ${type}`] : undefined;
}

function redshiftStatements(change: ContractChange, after: ContractShape): string[] | undefined {
  const table = quoteIdentifier(after.name, "query");
  if (change.kind === "column_removed" && !isInside(change.path))
    return [
      `ALTER TABLE ${table} DROP COLUMN ${quoteIdentifier(change.path.toLowerCase(), "query")}`,
    ];
  const column = columnOf(change, after);
  if (column === undefined || change.kind !== "column_added") return undefined;
  const { redshift } = typeLaw(column.type);
  const rest = requiredClause(column);
  if (rest === undefined) return undefined;
  const name = quoteIdentifier(column.name.toLowerCase(), "query");
  return [`ALTER TABLE ${table} ADD COLUMN ${name} ${redshift}${rest}`];
}

/** What a new column that is required has behind its type. */
function requiredClause({ nullable, type, field }: FieldShape): string | undefined {
  if (nullable) return "";
  const value = field?.default;
  const isScalar = value !== undefined && typeof value !== "object";
  if (!isScalar || !isLeafType(type)) return undefined;
  return ` NOT NULL DEFAULT ${quoteValue(value)}`;
}

function columnOf({ path }: ContractChange, { columns }: ContractShape): FieldShape | undefined {
  return columns.find(({ name }) => name === path);
}

function ddlName(name: string): string {
  return quoteIdentifier(name.toLowerCase(), "ddl");
}
