import { type Column, typeLaw } from "@cloudapi/core";
import { hiveType } from "@cloudapi/core/internal";

/** How the files of a table are written: Parquet, or raw records as JSON Lines or CSV with a header. */
export type TableFormat = "parquet" | "json" | "csv";

/** What a format says in DDL. */
export interface FormatClauses {
  readonly serde: string;
  readonly serdeProperties: Readonly<Record<string, string>>;
  readonly storedAs: string;
  readonly tableProperties: Readonly<Record<string, string>>;
  /** The Athena type of a column in files of this format. */
  readonly typeOf: (column: Column) => string;
}

/** Sources: Amazon Athena User Guide, "Parquet SerDe", "OpenX JSON SerDe", "Open CSV SerDe". */
const FORMATS: Readonly<Record<TableFormat, FormatClauses>> = {
  parquet: {
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    serdeProperties: {},
    storedAs: "PARQUET",
    tableProperties: { classification: "parquet" },
    typeOf: ({ type }) => hiveType(type),
  },
  json: {
    serde: "org.openx.data.jsonserde.JsonSerDe",
    serdeProperties: { "ignore.malformed.json": "false" },
    storedAs: "TEXTFILE",
    tableProperties: { classification: "json" },
    typeOf: rawJsonType,
  },
  csv: {
    serde: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
    serdeProperties: { separatorChar: ",", quoteChar: '"', escapeChar: "\\" },
    storedAs: "TEXTFILE",
    tableProperties: { classification: "csv", "skip.header.line.count": "1" },
    typeOf: () => "string",
  },
};

/** Objects that name a table's files. */
const SYMLINKS =
  "INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'";

/** The clauses of a format. */
export function tableFormat(format: TableFormat, symlinks = false): FormatClauses {
  if (symlinks && format !== "parquet")
    throw new TypeError(
      `buildCreateTable: symlinks are written for Parquet files, not for ${String(format)}.`,
    );
  if (symlinks) return { ...FORMATS.parquet, storedAs: SYMLINKS };
  if (Object.hasOwn(FORMATS, format)) return FORMATS[format];
  throw new TypeError(
    `buildCreateTable: format must be ${Object.keys(FORMATS).join(", ")}, not ${String(format)}.`,
  );
}

const TEXT_IN_JSON: ReadonlySet<string> = new Set(["timestamp", "date", "decimal"]);

/** Raw timestamps have T, Z and offsets, and raw decimals may be numbers or text: both stay text, as they were written. */
function rawJsonType({ type }: Column): string {
  return hiveType(type, {
    leafType: (leaf) => (TEXT_IN_JSON.has(leaf.kind) ? "string" : typeLaw(leaf).athena),
  });
}
