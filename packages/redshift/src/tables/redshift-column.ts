import { type Column, type Dataset, datasetToJson, type FieldJson, typeLaw } from "@cloudapi/core";
import { columnName } from "../sql/names.ts";

/** What a varchar holds, and a text inside a SUPER. Source: Amazon Redshift, "Character types", "SUPER type". */
const MAX_VARCHAR_BYTES = 65_535;
/** Source: Amazon Redshift, "DECIMAL or NUMERIC type". */
const MAX_SCALE = 37;
/** UTF-8 takes at most three bytes for one UTF-16 unit. */
const BYTES_OF_UNIT = 3;

/**
 * What becomes of a column's values in Redshift: all arrive (`exact`), in another form (`converted`), all but those beyond a limit, of
 * which one makes its load fail (`limited`), or there is no type for them (`refused`).
 */
export type ColumnVerdict = "exact" | "converted" | "limited" | "refused";

/** A column of a contract, as it is in Redshift. */
export interface RedshiftColumn {
  /** The contract's name. */
  readonly name: string;
  /** The name in Redshift, quoted. */
  readonly sql: string;
  /** Such as `varchar(300)`. */
  readonly type: string;
  /** The compression that suits the type: `az64`, `zstd` or `raw`. */
  readonly encode: string;
  readonly nullable: boolean;
  readonly verdict: ColumnVerdict;
  /** Why the verdict isn't `exact`. */
  readonly why: string | undefined;
}

/** The columns of a dataset as they are in Redshift, in the contract's order. */
export function redshiftColumns(dataset: Dataset): readonly RedshiftColumn[] {
  const fields = new Map(datasetToJson(dataset).columns.map((field) => [field.name, field]));
  return dataset.columns.map((column) => redshiftColumn(column, fields.get(column.name)));
}

function redshiftColumn(column: Column, field: FieldJson | undefined): RedshiftColumn {
  const { name, nullable } = column;
  return { name, sql: columnName(name), nullable, ...typeOf(column, field) };
}

type ColumnType = Pick<RedshiftColumn, "type" | "encode" | "verdict" | "why">;

function typeOf({ type }: Column, field: FieldJson | undefined): ColumnType {
  const { redshift } = typeLaw(type);
  const of = (encode: string, verdict: ColumnVerdict = "exact", why?: string): ColumnType => ({
    type: redshift,
    encode,
    verdict,
    why,
  });
  switch (type.kind) {
    case "string":
    case "json":
      return textType(field);
    case "int32":
    case "int64":
    case "date":
      return of("az64");
    case "timestamp":
      return of("az64", "converted", "a timestamp without zone, in UTC");
    case "decimal":
      return type.scale > MAX_SCALE
        ? of("az64", "refused", `Redshift has at most ${MAX_SCALE} digits after the point`)
        : of("az64");
    case "float":
    case "double":
    case "boolean":
      return of("raw");
    default:
      return of(
        "zstd",
        "limited",
        `a SUPER: times in it are text, a text in it has at most ${MAX_VARCHAR_BYTES} bytes, and the value 16 MB`,
      );
  }
}

function textType(field: FieldJson | undefined): ColumnType {
  const most = mostBytes(field);
  const isKnown = most !== undefined && most <= MAX_VARCHAR_BYTES;
  const bytes = isKnown ? Math.max(1, most) : MAX_VARCHAR_BYTES;
  return {
    type: `varchar(${bytes})`,
    encode: "zstd",
    verdict: isKnown ? "exact" : "limited",
    why: isKnown
      ? undefined
      : `a varchar counts bytes of UTF-8: a text of more than ${MAX_VARCHAR_BYTES} makes its load fail; bound it in the contract`,
  };
}

/** The most bytes that a text of the contract may have; `undefined` where nothing says. */
function mostBytes(field: FieldJson | undefined): number | undefined {
  if (field === undefined) return undefined;
  const { enum: values, maxLength, maxBytes, anyOf } = field;
  const bounds = [
    values && Math.max(...values.map((value) => Buffer.byteLength(String(value)))),
    maxLength && maxLength * BYTES_OF_UNIT,
    maxBytes,
    anyOf && mostOfAll(anyOf),
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}

function mostOfAll(options: readonly FieldJson[]): number | undefined {
  const most = options.map(mostBytes);
  return most.includes(undefined) ? undefined : Math.max(...(most as number[]));
}
