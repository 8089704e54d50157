import type { SourceIdentity } from "@cloudapi/transform/internal";

/** The name of a data file of a run over a source, from which the source is known again. */
export function dataFileName(
  { sourceHash }: SourceIdentity,
  runId: string,
  number: number,
): string {
  return `${sourceHash}-${runId}-${String(number).padStart(5, "0")}.parquet`;
}

const NAME = /\/([0-9a-f]{16})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{5,}\.parquet$/;

/** The hash of the source that a data file was written for; `undefined` for a file of another writer. */
export function sourceHashOf(filePath: string): string | undefined {
  return NAME.exec(filePath)?.[1];
}
