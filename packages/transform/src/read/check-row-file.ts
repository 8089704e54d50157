import { checkRows } from "../write/checked-rows.ts";
import type { CheckedBatch } from "../write/write-job.ts";
import type { FileInput } from "./file-format.ts";

/** How far reading has come. */
export interface Progress {
  bytesRead: number;
  rows: number;
}

/** Rows of a file. */
export interface RowFile {
  /** The format's name, as reports have it. */
  readonly name: string;
  readonly rows: AsyncIterable<readonly object[]>;
  /** Is brought forward by whoever reads `rows`. */
  readonly progress: Progress;
}

/** Check the rows of a file against its contract. */
export async function* checkRowFile(
  { dataset, signal }: FileInput,
  { name: format, rows, progress }: RowFile,
): AsyncGenerator<CheckedBatch, void, undefined> {
  for await (const batch of checkRows(dataset, rows, signal))
    yield { ...batch, format, bytesRead: progress.bytesRead };
  const none = { code: "no_rows", message: "The file has a schema and no rows." };
  const warnings = progress.rows > 0 ? [] : [none];
  const { bytesRead } = progress;
  yield { records: [], problems: [], rowsFiltered: 0, format, warnings, bytesRead };
}
