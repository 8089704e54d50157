import type { CsvOptions } from "../../dialect/csv-options.ts";
import { safeNames } from "../safe-names.ts";
import type { SampleRecords } from "../sample-records.ts";
import { cellStyles } from "./cell-styles.ts";
import { sampleTable } from "./sample-table.ts";

/** A sample of CSV: its records as JSON would have them, and the dialect that reads them so. */
export interface CsvSample extends SampleRecords {
  readonly options: CsvOptions & { readonly delimiter: string };
  /** Words for null by column. */
  readonly nulls: Readonly<Record<string, readonly string[]>>;
  /** Columns whose cells are text; another that turns out to be text has no words for null. */
  readonly texts: ReadonlySet<string>;
  /** Whether an empty cell is an empty text, as null is written otherwise. */
  readonly keepsEmpty: boolean;
  readonly notes: readonly string[];
}

/** Read a sample of CSV, whose text is UTF-8 now. */
export function csvSample(bytes: Buffer, said: Parameters<typeof sampleTable>[1]): CsvSample {
  const { options, names, rows, unreadable, notes } = sampleTable(bytes, said);
  const keepsEmpty =
    options.escape === "sql" && rows.some(({ cells }) => cells?.includes(null) === true);
  const columns = names.map((_, at) => rows.map(({ cells }) => cells?.[at] ?? null));
  const bare = names.map((_, at) =>
    rows.map(({ written }) => (written?.[at] ?? "bare") === "bare"),
  );
  const styles = cellStyles(columns, { bare, keepsEmpty });
  const records = rows.map((_, row) =>
    Object.fromEntries(names.map((name, at) => [name, styles.columns[at]?.[row] ?? null])),
  );
  const safe = safeNames(names);
  return {
    records,
    unreadable,
    header: names,
    options: { ...options, ...styles.options },
    nulls: Object.fromEntries(
      [...styles.nulls].map(([at, words]) => [safe.get(names[at] ?? "") ?? "", words]),
    ),
    texts: new Set([...styles.texts].map((at) => safe.get(names[at] ?? "") ?? "")),
    keepsEmpty,
    notes: [...notes, ...styles.notes],
  };
}
