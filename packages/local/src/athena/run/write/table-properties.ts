import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Properties } from "../../syntax/statement/parse-properties.ts";
import { propertyReader } from "./read-properties.ts";
import type { RowFormat } from "./row-format.ts";
import { formatNamed } from "./row-format.ts";
import type { WriteInput } from "./write-input.ts";

/** What CREATE TABLE AS says of a table of Hive's. */
export interface TableProperties {
  readonly format: RowFormat;
  /** Where its files go; where results go when it isn't said. */
  readonly location: string | undefined;
  readonly partitionedBy: readonly string[];
}

const KNOWN = [
  "table_type",
  "external_location",
  "is_external",
  "format",
  "partitioned_by",
  "bucketed_by",
  "bucket_count",
  "field_delimiter",
  "write_compression",
  "parquet_compression",
  "orc_compression",
  "compression_level",
];

/** Read the properties of CREATE TABLE AS for a table of Hive's. */
export function readTableProperties(
  properties: Properties,
  { enforced }: Pick<WriteInput, "enforced">,
): TableProperties {
  const read = propertyReader("CREATE TABLE AS", properties, KNOWN);
  const location = read.text("external_location");
  if (location !== undefined && enforced)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      "The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena Workgroup that enforces a centralized output location for all queries. Please remove the 'external_location' property and resubmit the query.",
    );
  if (read.truth("is_external") === false)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      "is_external = false is for Iceberg tables alone",
    );
  if (properties.has("bucketed_by") || properties.has("bucket_count"))
    throw notSupported("bucketed tables (bucketed_by, bucket_count)");
  const format = (read.text("format") ?? "PARQUET").toUpperCase();
  const own = { PARQUET: "parquet_compression", ORC: "orc_compression" }[format];
  return {
    format: formatNamed({
      format,
      compression:
        read.text("write_compression") ?? (own === undefined ? undefined : read.text(own)),
      level: read.whole("compression_level"),
      delimiter: read.text("field_delimiter"),
    }),
    location: location === undefined || location.endsWith("/") ? location : `${location}/`,
    partitionedBy: read.texts("partitioned_by") ?? [],
  };
}

/** Which kind of table CREATE TABLE AS makes. */
export function tableTypeOf(properties: Properties): "hive" | "iceberg" {
  const given = properties.get("table_type") ?? "HIVE";
  const type = typeof given === "string" ? given.toLowerCase() : "";
  if (type === "hive" || type === "iceberg") return type;
  throw new TrinoError(
    "INVALID_TABLE_PROPERTY",
    `Unable to set catalog 'awsdatacatalog' table property 'table_type': '${String(given)}' is neither HIVE nor ICEBERG`,
  );
}
