import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CsvOptions } from "../../src/index.ts";

/** How a file is written, in the words of a manifest. */
interface ManifestDialect {
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape?: string | null;
  readonly header_line: number | null;
  readonly header_prefix?: string;
  readonly extra_header_rows?: number;
  readonly data_start?: number;
  readonly footer_rows?: number;
  readonly stop_re?: string;
  readonly comment?: string;
  readonly trim?: boolean;
  readonly nulls?: readonly string[];
  readonly true_words?: readonly string[];
  readonly false_words?: readonly string[];
  readonly decimal?: "." | ",";
  readonly thousands?: string | null;
  readonly encoding: string;
  /** Set where the manifest's own reader was none for CSV. */
  readonly reader?: string;
  readonly compression?: string;
}

/** A cell of which the manifest says what it is. */
export interface ManifestCell {
  readonly row: number;
  readonly column_index: number;
  readonly raw?: string | null;
  readonly type: string;
  readonly value: unknown;
}

/** A file of a manifest. */
export interface ManifestFile {
  readonly file: string;
  readonly dialect: ManifestDialect;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly cells: readonly ManifestCell[];
}

const FIXTURES = resolve(import.meta.dirname, "../../../../fixtures/csv-exports");

/** Folders of exports that are there: that of the repository, and that under the folder which the environment names. */
export function exportFolders(): readonly string[] {
  const own = process.env["CLOUDAPI_TEST_DATA"] ?? "";
  const others = own === "" ? [] : [own, join(own, "csv")];
  return [FIXTURES, ...others].filter((folder) => existsSync(join(folder, "manifest.json")));
}

/** The delimited files of a folder; logs have readers of their own. */
export function manifestFiles(folder: string): readonly ManifestFile[] {
  const text = readFileSync(join(folder, "manifest.json"), "utf8");
  const { files } = JSON.parse(text) as { files: readonly ManifestFile[] };
  return files.filter(({ file }) => !file.endsWith(".log"));
}

/** The options that say what the manifest does, the header apart. */
export function manifestOptions({ dialect, cells }: ManifestFile): CsvOptions {
  const { quote, escape, nulls = [""], true_words, false_words, thousands, stop_re } = dialect;
  const isBare = nulls.some((word) => word.endsWith(" (unquoted)"));
  const hasUnits = cells.some(({ type, raw }) => type === "ratio" || /[€%]$/.test(raw ?? ""));
  const backslash = dialect.reader === undefined ? "backslash" : "sql";
  return {
    encoding: dialect.encoding,
    delimiter: dialect.delimiter,
    quote,
    escape: escape === "backslash" ? backslash : escape === null ? "none" : "double",
    comment: dialect.comment ?? dialect.header_prefix?.trim(),
    footer: stop_re === undefined ? dialect.footer_rows : "blank-line",
    nulls: nulls.map((word) => word.replace(/ \(unquoted\)$/, "")),
    quotedNulls: !isBare,
    trim: dialect.trim,
    decimal: dialect.decimal,
    thousands: thousands ?? undefined,
    units: hasUnits ? ["€", "%"] : undefined,
    booleans: true_words === undefined ? undefined : { true: true_words, false: false_words ?? [] },
  };
}

/** The options for a header that is read by its names; `undefined` where its names can't be columns. */
export function byNames({ dialect, columns }: ManifestFile): CsvOptions | undefined {
  const { header_line, extra_header_rows } = dialect;
  const isUnique = new Set(columns).size === columns.length;
  if (header_line === null || !isUnique || columns.some((name) => name.trim() !== name))
    return undefined;
  if (columns.includes("")) return undefined;
  return { skipLines: header_line - 1, skipAfterHeader: extra_header_rows };
}

/** The options for names that are given. */
export function byPlaces({ dialect, columns }: ManifestFile): CsvOptions {
  const { header_line, extra_header_rows = 0, data_start } = dialect;
  const skipLines =
    data_start === undefined ? (header_line ?? 0) + extra_header_rows : data_start - 1;
  return { header: columns.map((_, place) => `c${place}`), skipLines };
}
