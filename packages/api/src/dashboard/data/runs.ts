import { CloudApiError } from "@cloudapi/core";
import { forEachConcurrently } from "@cloudapi/core/internal";
import { rejectedRows } from "@cloudapi/transform";
import * as z from "zod";
import type { Run, RunsData } from "../dashboard-data.ts";
import type { LakeTable } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { datedKeys, manifestsFolder } from "./lake-files.ts";

const LIMIT = 200;
const READS = 16;

/** Of a manifest, what is told of the run that wrote it. */
const manifest = z.object({
  state: z.enum(["published", "publishing", "aborted"]),
  dataset: z.string(),
  sourceId: z.string(),
  format: z.string(),
  rowsIn: z.number(),
  rowsWritten: z.number(),
  rowsRejected: z.number(),
  rowsDropped: z.number(),
  objects: z.array(z.object({ sizeBytes: z.number() })),
});

/** The runs whose manifests were written in the range, newest first: of each source the last. */
export async function runsData(
  tables: readonly LakeTable[],
  question: DashboardQuestion,
  signal: AbortSignal,
): Promise<RunsData> {
  const { from, to, dataset } = question;
  const found: { table: LakeTable; key: string; at: Date }[] = [];
  for (const table of tables) {
    // Rejected rows are written by the runs that reject them.
    if (table.dataset.name === rejectedRows.name) continue;
    if (dataset !== undefined && table.dataset.name !== dataset) continue;
    for (const [key, at] of await datedKeys(table, manifestsFolder(table), signal))
      if (at >= from && at < to) found.push({ table, key, at });
  }
  const newest = found.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, LIMIT);
  const runs: Run[] = [];
  await forEachConcurrently(newest, { concurrency: READS, signal }, async ({ table, key, at }) => {
    const bytes = await table.sink.read(key, { signal });
    if (bytes !== undefined) runs.push(runOf(bytes, { key, at }));
  });
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    runs: runs.sort((a, b) => (a.endedAt < b.endedAt ? 1 : -1)),
    limit: LIMIT,
    isCut: found.length > LIMIT,
  };
}

function runOf(bytes: Uint8Array, { key, at }: { readonly key: string; readonly at: Date }): Run {
  const { sourceId, objects, ...read } = parseRun(bytes, key);
  return {
    ...read,
    source: sourceId,
    endedAt: at.toISOString(),
    files: objects.length,
    sizeBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** @throws {CloudApiError} `INVALID_MANIFEST` for what is none */
function parseRun(bytes: Uint8Array, key: string): z.output<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new CloudApiError(
      "INVALID_MANIFEST",
      `${key} does not say what a run wrote: it can't be read. Put back the version before from the bucket's versions, or remove the rows of its source and the manifest, and run over the source again.`,
      { cause },
    );
  }
}
