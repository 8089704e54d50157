import type { SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { asDecimal, isInteger, sameType } from "@cloudapi/athena/internal/analysis";
import type { IcebergSchema, ScanCondition } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnTest, Scan } from "../../compile/scope/compilation.ts";
import { coerce } from "../../types/coerce.ts";
import { commonType } from "../../types/coerce-type.ts";
import { duckType } from "../../types/duck.ts";

type Value = NonNullable<ScanCondition["eq"]>;
type Bound = Exclude<ColumnTest["kind"], "in" | "null" | "not-null">;

/** The conditions by which files are passed over: those of a scan's predicates that compare a column with constants, exactly. */
export async function scanConditions(
  scan: Scan,
  schema: IcebergSchema,
  connection: DuckDBConnection,
): Promise<ScanCondition[]> {
  const conditions: ScanCondition[] = [];
  for (const test of scan.pruning.flatMap(({ tests = [] }) => tests)) {
    const condition = await conditionOf(test, { scan, schema, connection });
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
}

interface Place {
  readonly scan: Scan;
  readonly schema: IcebergSchema;
  readonly connection: DuckDBConnection;
}

async function conditionOf(
  { column: name, kind, values }: ColumnTest,
  { scan, schema, connection }: Place,
): Promise<ScanCondition | undefined> {
  const at = scan.table.columns.findIndex((each) => each.name === name);
  const [field, column] = [schema.fields[at], scan.table.columns[at]];
  if (field === undefined || column === undefined || typeof field.type !== "string")
    return undefined;
  if (column.refused !== undefined) return undefined;
  if (kind === "null" || kind === "not-null")
    return { column: field.name, isNull: kind === "null" };
  const constants: Value[] = [];
  for (const value of values) {
    const exact = await exactValue(value, column.type, connection);
    if (exact === undefined) return undefined;
    constants.push(exact);
  }
  const [first] = constants;
  if (kind === "in") return { column: field.name, in: constants };
  return first === undefined ? undefined : bound(field.name, kind, first);
}

function bound(column: string, kind: Bound, value: Value): ScanCondition {
  return { column, ...({ [kind]: value } as Pick<ScanCondition, Bound>) };
}

/** A constant as a value of the column; `undefined` where it is none, or is compared as something that loses some of the column. */
async function exactValue(
  constant: TypedSql,
  column: SqlType,
  connection: DuckDBConnection,
): Promise<Value | undefined> {
  const common = commonType(column, constant.type);
  if (common === undefined || !keepsApart(column, common)) return undefined;
  const compared = coerce(constant, common);
  const cast = `TRY_CAST(v.x AS ${duckType(column)})`;
  const back = coerce({ sql: cast, type: column }, common);
  const sql = `SELECT ${plainSql(cast, column)} FROM (SELECT ${compared} AS x) AS v WHERE ${back} = v.x`;
  try {
    const reader = await connection.runAndReadAll(sql);
    return valueOf(reader.getRows()[0]?.[0], column);
  } catch {
    // What fails, such as a division by zero, fails for the rows too.
    return undefined;
  }
}

/** Whether values of a type stay different, and in order, as values of another. */
function keepsApart(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === "varchar" || from.kind === "boolean") return to.kind === from.kind;
  if (isInteger(from) && isInteger(to)) return true;
  if (from.kind === "real") return to.kind === "double";
  if (from.kind === "date" || from.kind === "timestamp")
    return to.kind === "timestamp" && to.precision <= 6;
  const [narrow, wide] = [asDecimal(from), asDecimal(to)];
  if (narrow === undefined || wide === undefined) return false;
  return wide.scale >= narrow.scale && digits(wide) >= digits(narrow);
}

function digits({ precision, scale }: { precision: number; scale: number }): number {
  return precision - scale;
}

/** A value in a form that the client gives as it is. */
function plainSql(sql: string, { kind }: SqlType): string {
  if (kind === "timestamp") return `epoch_us(${sql})`;
  if (kind === "timestamp with time zone") return `epoch_us((${sql}).t)`;
  return kind === "decimal" || kind === "date" ? `CAST(${sql} AS VARCHAR)` : sql;
}

function valueOf(value: unknown, { kind }: SqlType): Value | undefined {
  if (value === null || value === undefined || Number.isNaN(value)) return undefined;
  switch (kind) {
    case "varbinary":
      return (value as { readonly bytes: Uint8Array }).bytes;
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(value as string) ? (value as string) : undefined;
    default:
      return value as Value;
  }
}
