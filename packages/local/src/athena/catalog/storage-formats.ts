import { TrinoError } from "@cloudapi/athena/internal/analysis";

export interface StorageFormat {
  readonly serde: string;
  readonly inputFormat: string;
  readonly outputFormat: string;
}

export const PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
export const LAZY_SERDE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
export const OPEN_CSV_SERDE = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
export const OPENX_JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe";
export const HIVE_JSON_SERDES: readonly string[] = [
  "org.apache.hive.hcatalog.data.JsonSerDe",
  "org.apache.hadoop.hive.serde2.JsonSerDe",
];

const TEXT = {
  inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
};

export const delimitedStorage: StorageFormat = { serde: LAZY_SERDE, ...TEXT };

export const parquetStorage: StorageFormat = {
  serde: PARQUET_SERDE,
  inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
};

const REFUSED = ["ORC", "AVRO", "RCFILE", "SEQUENCEFILE", "ION"];

/** What STORED AS stands for; text when nothing is said, Parquet when its SerDe is named. */
export function storageOf(storedAs: string | undefined, serde: string | undefined): StorageFormat {
  if (storedAs === "PARQUET" || (storedAs === undefined && serde === PARQUET_SERDE))
    return parquetStorage;
  if (storedAs === undefined || storedAs === "TEXTFILE") return delimitedStorage;
  if (storedAs === "JSONFILE") return { ...delimitedStorage, serde: HIVE_JSON_SERDES[1] ?? "" };
  if (REFUSED.includes(storedAs))
    throw new TrinoError(
      "NOT_SUPPORTED",
      `The embedded Athena does not support STORED AS ${storedAs} (see docs/local-athena.md)`,
    );
  throw new TrinoError(
    "SYNTAX_ERROR",
    `Unrecognized file format in STORED AS clause: '${storedAs}'`,
  );
}
