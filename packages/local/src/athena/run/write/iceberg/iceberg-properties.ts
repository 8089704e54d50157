import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import { KEPT } from "../../../iceberg/athena-properties.ts";
import type { Properties } from "../../../syntax/statement/parse-properties.ts";
import { propertyReader } from "../read-properties.ts";

const KNOWN = [
  "table_type",
  "is_external",
  "location",
  "format",
  "partitioning",
  "write_compression",
  "compression_level",
  ...KEPT,
];

/** What CREATE TABLE AS says of an Iceberg table: where it is, and its properties. */
export interface IcebergProperties {
  readonly location: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Read the properties of CREATE TABLE AS for an Iceberg table. */
export function icebergProperties(properties: Properties): IcebergProperties {
  const read = propertyReader("CREATE TABLE AS for Iceberg tables", properties, KNOWN);
  read.texts("partitioning");
  if (read.truth("is_external") === true)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      "Iceberg tables are not external: is_external = false",
    );
  const location = read.text("location");
  if (location === undefined)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      "Table location can not be null or empty: WITH (location = 's3://bucket/prefix/')",
    );
  const format = (read.text("format") ?? "PARQUET").toUpperCase();
  if (format !== "PARQUET") throw notSupported(`Iceberg tables of ${format}; PARQUET is written`);
  return { location, properties: { ...written(properties), ...kept(properties) } };
}

const CODECS = ["ZSTD", "GZIP", "SNAPPY"];

function written(properties: Properties): Record<string, string> {
  const compression = properties.get("write_compression");
  if (properties.has("compression_level"))
    throw notSupported("compression_level of Iceberg tables");
  if (compression === undefined) return { "write.format.default": "parquet" };
  const name = String(compression).toUpperCase();
  const codec = name === "NONE" ? "uncompressed" : name.toLowerCase();
  if (!CODECS.includes(name) && codec !== "uncompressed")
    throw notSupported(
      `Iceberg tables with the compression ${name}; ${CODECS.join(", ")}, NONE are`,
    );
  return { "write.format.default": "parquet", "write.parquet.compression-codec": codec };
}

function kept(properties: Properties): Record<string, string> {
  const given = KEPT.flatMap((name) => {
    const value = properties.get(name);
    return value === undefined ? [] : [[name, String(value)]];
  });
  return Object.fromEntries(given) as Record<string, string>;
}
