import { datasetToJson } from "@cloudapi/core";
import type { WriteRowsReport } from "@cloudapi/transform";
import { readStoredManifest } from "../target/stored-manifest.ts";
import type { TableLoad } from "../target/target.ts";
import type { NdjsonPlace } from "./ndjson-place.ts";

/** What is said of an object of JSON Lines beside it: its contract, its rows and its digest. */
export function manifestBytes(
  { dataset, sourceId, mode, version, loadTime }: TableLoad,
  report: WriteRowsReport,
  sha256: string,
): Uint8Array {
  const { rowsIn, rowsValid, rowsRejected, rowsWritten, objects, quarantine } = report;
  const manifest = {
    version: 1,
    dataset: dataset.name,
    contractHash: dataset.contractHash,
    source: sourceId,
    mode,
    ...(version === undefined ? {} : { stretch: version }),
    loadTime: loadTime.toISOString(),
    rowsIn,
    rowsValid,
    rowsRejected,
    rowsWritten,
    objects: objects.map((object) => ({ ...object, sha256 })),
    quarantine,
    contract: datasetToJson(dataset),
  };
  return Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Rows that an earlier load of the same day wrote under the same key. */
export async function earlierRows({ sink, manifestKey }: NdjsonPlace): Promise<number> {
  return (await readStoredManifest(sink, manifestKey))?.rowsWritten ?? 0;
}
