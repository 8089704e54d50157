import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable, Storage } from "../../catalog/catalog-types.ts";
import {
  delimitedStorage,
  HIVE_JSON_SERDES,
  LAZY_SERDE,
  OPEN_CSV_SERDE,
  PARQUET_SERDE,
  parquetStorage,
} from "../../catalog/storage-formats.ts";
import { checkStorage, hasSymlinks } from "../../scan/partitions/check-storage.ts";
import { delimiterOf } from "../../scan/text/lazy-simple.ts";

/** How rows become the bytes of a file. */
export type RowFormat =
  | { readonly kind: "parquet"; readonly compression: string; readonly level: number | undefined }
  | TextFormat;

/** Files of lines, the first of which may be the columns' names. */
export type TextFormat = { readonly gzip: boolean; readonly header?: boolean } & (
  | { readonly kind: "json" }
  | {
      readonly kind: "delimited";
      readonly delimiter: string;
      readonly escape: string | undefined;
      readonly null: string;
    }
  | {
      readonly kind: "csv";
      readonly separator: string;
      readonly quote: string;
      readonly escape: string;
    }
);

/** What a statement says of the files it wants. */
export interface FormatInput {
  readonly format: string;
  readonly compression: string | undefined;
  readonly level: number | undefined;
  readonly delimiter: string | undefined;
}

/** A format by the name that Athena has for it; those it has and we don't write are refused by it. */
export function formatNamed({ format, compression, level, delimiter }: FormatInput): RowFormat {
  const name = format.toUpperCase();
  if (name !== "TEXTFILE" && delimiter !== undefined)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      `Cannot specify field_delimiter for storage format: ${name}`,
    );
  switch (name) {
    case "PARQUET":
      return { kind: "parquet", compression: parquetCodec(compression, level), level };
    case "JSON":
      return { kind: "json", gzip: isGzip(compression, level) };
    case "TEXTFILE":
      return {
        kind: "delimited",
        gzip: isGzip(compression, level),
        delimiter: oneLetter(delimiter ?? "\u0001"),
        escape: undefined,
        null: "\\N",
      };
    case "ORC":
    case "AVRO":
    case "RCTEXT":
    case "RCBINARY":
    case "SEQUENCEFILE":
      throw notSupported(`writing ${name}; PARQUET, JSON and TEXTFILE are written`);
    default:
      throw new TrinoError(
        "INVALID_TABLE_PROPERTY",
        `Unable to set catalog 'awsdatacatalog' table property 'format' to ['${format}']: Invalid value [${format}]. Valid values: [ORC, PARQUET, AVRO, JSON, TEXTFILE]`,
      );
  }
}

/** How a table that CREATE TABLE AS makes is stored. */
export function storageFor(format: RowFormat): Storage {
  if (format.kind === "parquet")
    return { ...parquetStorage, serdeProperties: { "serialization.format": "1" } };
  if (format.kind === "json")
    return {
      ...delimitedStorage,
      serde: HIVE_JSON_SERDES[0] ?? "",
      serdeProperties: { "serialization.format": "1" },
    };
  const delimiter = format.kind === "delimited" ? format.delimiter : ",";
  return {
    ...delimitedStorage,
    serdeProperties: { "field.delim": delimiter, "serialization.format": delimiter },
  };
}

/** How rows are added to a table, as it is stored. */
export function formatOfTable(table: CatalogTable): RowFormat {
  checkStorage(table);
  const { serde, serdeProperties: of, outputFormat } = table.storage;
  const compression =
    table.properties["write.compression"] ?? table.properties["parquet.compression"];
  if (hasSymlinks(table)) throw unsupportedFormat(outputFormat, serde);
  if (serde === PARQUET_SERDE)
    return { kind: "parquet", compression: parquetCodec(compression, undefined), level: undefined };
  const gzip = isGzip(compression, undefined);
  const header = hasHeader(table);
  if (serde === HIVE_JSON_SERDES[0]) return { kind: "json", gzip, header };
  if (serde === OPEN_CSV_SERDE)
    return {
      kind: "csv",
      gzip,
      header,
      separator: of["separatorChar"] ?? ",",
      quote: of["quoteChar"] ?? '"',
      escape: of["escapeChar"] ?? "\\",
    };
  if (serde !== LAZY_SERDE) throw unsupportedFormat(outputFormat, serde);
  return {
    kind: "delimited",
    gzip,
    header,
    delimiter: delimiterOf(of["field.delim"] ?? of["serialization.format"]),
    escape: of["escape.delim"],
    null: of["serialization.null.format"] ?? "\\N",
  };
}

/** A first line that readers pass over has to be there; Trino writes one, and no more. */
function hasHeader({ properties }: CatalogTable): boolean {
  const lines = (name: string) => Number(properties[name] ?? 0);
  if (lines("skip.footer.line.count") > 0)
    throw new TrinoError(
      "NOT_SUPPORTED",
      "Inserting into Hive table with skip.footer.line.count property not supported",
    );
  if (lines("skip.header.line.count") > 1)
    throw new TrinoError(
      "NOT_SUPPORTED",
      "Inserting into Hive table with value of skip.header.line.count property greater than 1 is not supported",
    );
  return lines("skip.header.line.count") === 1;
}

function unsupportedFormat(outputFormat: string, serde: string): TrinoError {
  return new TrinoError(
    "HIVE_UNSUPPORTED_FORMAT",
    `Output format ${outputFormat} with SerDe ${serde} is not supported.`,
  );
}

function oneLetter(delimiter: string): string {
  if (delimiter.length === 1) return delimiter;
  throw new TrinoError("INVALID_TABLE_PROPERTY", "field_delimiter must be a single character");
}

const NONE = ["NONE", "UNCOMPRESSED"];

/** DuckDB's LZ4 is the one of Parquet's later versions, not Hadoop's, which Athena writes. */
function parquetCodec(compression = "GZIP", level: number | undefined): string {
  const name = compression.toUpperCase();
  if (level !== undefined && name !== "ZSTD")
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      `compression_level is for ZSTD alone, not for ${name}`,
    );
  if (NONE.includes(name)) return "uncompressed";
  if (["GZIP", "SNAPPY", "ZSTD"].includes(name)) return name.toLowerCase();
  throw notSupported(`writing Parquet with the compression ${name}; GZIP, SNAPPY, ZSTD, NONE are`);
}

function isGzip(compression = "GZIP", level: number | undefined): boolean {
  const name = compression.toUpperCase();
  if (level !== undefined)
    throw new TrinoError("INVALID_TABLE_PROPERTY", "compression_level is for Parquet alone");
  if (NONE.includes(name)) return false;
  if (name === "GZIP") return true;
  throw notSupported(`writing text with the compression ${name}; GZIP and NONE are written`);
}
