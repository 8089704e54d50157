import type { SqlType } from "@cloudapi/athena/internal/analysis";
import type { ResultColumn } from "./query-result.ts";

/** What Athena says of a result's column; the numbers that a type doesn't have are `undefined`. */
export interface ColumnTraits {
  readonly type: string;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  readonly caseSensitive: boolean | undefined;
}

const PRECISION: Partial<Record<SqlType["kind"], number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  timestamp: 3,
  "timestamp with time zone": 3,
  varbinary: 1_073_741_824,
};

const UNBOUNDED = 2_147_483_647;

/** Type, precision, scale and case as Athena reports them. */
export function columnTraits(column: ResultColumn): ColumnTraits {
  const { type } = column;
  if (typeof type === "string")
    return {
      type: type === "string" ? "string" : "varchar",
      precision: undefined,
      scale: undefined,
      caseSensitive: undefined,
    };
  switch (type.kind) {
    case "varchar":
      return {
        type: "varchar",
        precision: type.length ?? UNBOUNDED,
        scale: 0,
        caseSensitive: true,
      };
    case "decimal":
      return {
        type: "decimal",
        precision: type.precision,
        scale: type.scale,
        caseSensitive: false,
      };
    case "date":
      return { type: "date", precision: undefined, scale: 0, caseSensitive: false };
    case "boolean":
    case "interval day to second":
    case "interval year to month":
      return { type: type.kind, precision: undefined, scale: undefined, caseSensitive: false };
    default:
      return plainTraits(type);
  }
}

function plainTraits(type: SqlType): ColumnTraits {
  const precision = PRECISION[type.kind];
  const name = type.kind === "real" ? "float" : type.kind;
  if (precision === undefined)
    return { type: name, precision: undefined, scale: undefined, caseSensitive: undefined };
  return { type: name, precision, scale: 0, caseSensitive: false };
}

/** A column in the shape of `ResultSetMetadata.ColumnInfo`. */
export function columnInfo(column: ResultColumn): Record<string, unknown> {
  const traits = columnTraits(column);
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: column.name,
    Label: column.name,
    Type: traits.type,
    Precision: traits.precision ?? 0,
    Scale: traits.scale ?? 0,
    Nullable: "UNKNOWN",
    CaseSensitive: traits.caseSensitive ?? false,
  };
}
