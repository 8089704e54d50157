import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";

/** Properties that Athena keeps of an Iceberg table as it is given them, and minds when it tidies up. */
export const KEPT = [
  "optimize_rewrite_data_file_threshold",
  "optimize_rewrite_delete_file_threshold",
  "optimize_rewrite_max_data_file_size_bytes",
  "optimize_rewrite_min_data_file_size_bytes",
  "vacuum_max_metadata_files_to_keep",
  "vacuum_max_snapshot_age_seconds",
  "vacuum_min_snapshots_to_keep",
  "write_target_data_file_size_bytes",
];

const CODECS: Readonly<Record<string, string>> = {
  zstd: "zstd",
  gzip: "gzip",
  snappy: "snappy",
  none: "uncompressed",
};

/**
 * Properties of Athena's DDL as an Iceberg table has them; Athena takes these, and no others.
 *
 * @throws {TrinoError} INVALID_TABLE_PROPERTY, or NOT_SUPPORTED for what is not written
 */
export function icebergTableProperties(
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (name.toLowerCase() === "table_type") continue;
    Object.assign(properties, propertyOf(name.toLowerCase(), value));
  }
  return properties;
}

function propertyOf(name: string, value: string): Record<string, string> {
  if (KEPT.includes(name)) return { [name]: value };
  if (name === "format") {
    if (value.toLowerCase() === "parquet") return { "write.format.default": "parquet" };
    throw notSupported(`Iceberg tables of ${value.toUpperCase()}; PARQUET is written`);
  }
  if (name === "write_compression") {
    const codec = CODECS[value.toLowerCase()];
    if (codec !== undefined) return { "write.parquet.compression-codec": codec };
    throw notSupported(
      `Iceberg tables with the compression ${value}; ZSTD, GZIP, SNAPPY, NONE are`,
    );
  }
  throw new TrinoError(
    "INVALID_TABLE_PROPERTY",
    `Unsupported table property key: ${name}. Iceberg tables take ${["format", "write_compression", ...KEPT].join(", ")}`,
  );
}

/** What a table's properties are called in Athena's DDL. */
export function athenaProperties(
  properties: Readonly<Record<string, string>>,
): Record<string, string> {
  const codec = properties["write.parquet.compression-codec"] ?? "zstd";
  return {
    table_type: "iceberg",
    format: properties["write.format.default"]?.toLowerCase() ?? "parquet",
    write_compression: codec === "uncompressed" ? "none" : codec,
    ...Object.fromEntries(
      KEPT.flatMap((name) => {
        const value = properties[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

/** The names under which an Iceberg table has properties of Athena's DDL. */
export function icebergPropertyNames(names: readonly string[]): string[] {
  return names.map((name) => {
    const lower = name.toLowerCase();
    if (lower === "format") return "write.format.default";
    return lower === "write_compression" ? "write.parquet.compression-codec" : lower;
  });
}
