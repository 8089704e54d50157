import * as z from "zod";
import { shortFloat } from "../../sql/short-float.ts";
import {
  asText,
  bytes,
  decimalType,
  enumType,
  float32,
  float64,
  int32,
  int64,
  jsonText,
  listType,
  readBigInt,
  type SqlType,
  text,
  uint32,
} from "../../sql/sql-type.ts";
import { dateType, type Microseconds, timestampType } from "../../sql/timestamp-type.ts";
import type { CatalogField } from "../catalog/table-catalog.ts";
import { readGeometry } from "./geometry.ts";
import { labelsOf } from "./labels.ts";

/** What decides where there is a choice. */
export interface TypeChoices {
  readonly microseconds: Microseconds;
  readonly zeroDates: "reject" | "null";
  readonly tinyInt1: "integer" | "boolean";
}

/** What becomes of a column's type; `isJson` where MariaDB has JSON as text with a check. */
export function mysqlType(
  column: CatalogField,
  { choices, isJson }: { choices: TypeChoices; isJson: boolean },
): SqlType {
  const { type, spelled } = column;
  if (isJson) return jsonText;
  const plain = PLAIN.get(type);
  if (plain !== undefined) return plain;
  if (type.endsWith("int") || type === "integer") return integerType(column, choices);
  switch (type) {
    case "decimal":
    case "numeric":
      return decimalType(column.precision, column.scale);
    case "bit":
      return bitType(column.precision);
    case "date":
      return withZeroDates(dateType, choices);
    case "datetime":
    case "timestamp":
      return withZeroDates(timestamp(column, choices), choices);
    case "enum":
      return { ...enumType(labelsOf(spelled)), order: "text" };
    case "set":
      return setType(labelsOf(spelled));
    default:
      return unknownType(type);
  }
}

/** A float's own text has six digits: as a double it has all of them. */
const asDouble = (column: string) => `${column} * 1e0`;

const geometry: SqlType = {
  verdict: "converted",
  how: "A struct of the reference system's number and well-known text, longitude first.",
  schema: z.object({ srid: z.uint32(), wkt: z.string() }),
  code: "z.object({ srid: z.uint32(), wkt: z.string() })",
  decode: readGeometry,
  select: (column) => `HEX(${column})`,
  order: "none",
};

const GEOMETRIES = [
  "geometry",
  "point",
  "linestring",
  "polygon",
  "multipoint",
  "multilinestring",
  "multipolygon",
  "geometrycollection",
  "geomcollection",
];

const PLAIN: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  [
    "float",
    {
      ...float32,
      how: "A float, zero without a sign.",
      decode: shortFloat,
      form: undefined,
      select: asDouble,
    },
  ],
  ["double", { ...float64, how: "A double, zero without a sign.", select: asDouble }],
  ["year", int32],
  ["time", asText("Text such as 13:45:00, or -838:59:59: it may be more than a day.")],
  ...["char", "varchar", "tinytext", "text", "mediumtext", "longtext"].map(
    (name) => [name, text] as const,
  ),
  ...["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"].map(
    (name) => [name, bytes] as const,
  ),
  ["json", jsonText],
  ...GEOMETRIES.map((name) => [name, geometry] as const),
  ["uuid", asText("Text, in lower case with dashes.")],
  ["inet4", asText("The address as text.")],
  ["inet6", asText("The address as text.")],
]);

function integerType({ type, spelled }: CatalogField, { tinyInt1 }: TypeChoices): SqlType {
  const isUnsigned = spelled.includes("unsigned");
  if (tinyInt1 === "boolean" && spelled.startsWith("tinyint(1)")) return oneOrZero;
  if (type !== "bigint") return isUnsigned && type.startsWith("int") ? uint32 : int32;
  if (!isUnsigned) return int64;
  return {
    ...decimalType(20, 0),
    verdict: "converted",
    how: "A decimal number, since no integer column has 64 bits without a sign.",
    decode: (value) => String(readBigInt(value)),
  };
}

const oneOrZero: SqlType = {
  verdict: "converted",
  how: "A boolean; rows with another number than 0 and 1 are rejected.",
  schema: z.boolean(),
  code: "z.boolean()",
  decode: (value) => (value === "1" ? true : value === "0" ? false : Number(value)),
  order: "server",
};

function bitType(width: number): SqlType {
  const select = (column: string) => `${column} + 0`;
  if (width <= 1) return { ...oneOrZero, verdict: "exact", how: "A boolean.", select };
  const integer = width < 64 ? int64 : decimalType(20, 0);
  return { ...integer, verdict: "converted", how: "The bits as a number.", select };
}

function timestamp({ type, digits }: CatalogField, { microseconds }: TypeChoices): SqlType {
  const meaning =
    type === "timestamp" ? "The instant in UTC." : "It has no zone, and is taken for UTC.";
  return timestampType(digits, { microseconds, meaning });
}

function withZeroDates(type: SqlType, { zeroDates }: TypeChoices): SqlType {
  if (zeroDates === "reject")
    return { ...type, how: `${type.how} A date with a month or day of 00 is as it is.` };
  const { decode = String } = type;
  return {
    ...type,
    verdict: "lossy",
    how: `${type.how} A date with a month or day of 00 becomes null, and can't be told from one that is not known.`,
    decode: (value) => (isZeroDate(value) ? null : decode(value)),
    form: undefined,
    givesNull: true,
  };
}

function isZeroDate(value: string): boolean {
  return value.startsWith("00", 5) || value.startsWith("00", 8);
}

/** An empty member can't be told from no member, and members that are too many to list are not checked. */
function setType(labels: readonly string[]): SqlType {
  if (labels.includes("")) return asText("The members as text, with commas.", "none");
  const member = enumType(labels);
  return {
    ...listType(member),
    schema: z.array(member.schema),
    code: `z.array(${member.code})`,
    verdict: "converted",
    how: "A list of the members that are set, in the order of the type.",
    decode: (value) => (value === "" ? [] : value.split(",")),
  };
}

function unknownType(type: string): SqlType {
  return {
    ...text,
    verdict: "refused",
    how: `Nothing is known of type ${type}: leave the column out, or read a view that casts it.`,
    order: "none",
  };
}
