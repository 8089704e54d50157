import { apiLogs } from "@cloudapi/core";
import {
  listDataFiles,
  type MemorySink,
  memorySink,
  type Sink,
  transform,
} from "../../src/index.ts";
import { logRows, ndjson } from "./logs.ts";
import { readParquet } from "./read-parquet.ts";

/** Rows of each source in each of its versions, over three days. */
const COUNTS = { a: 6, b: 9 } as const;
export type Version = keyof typeof COUNTS;

/** Rows of a version of a source. */
export function rowsOf(source: string, version: Version): string {
  const rows = logRows(COUNTS[version], 3);
  return ndjson(rows.map((row) => ({ ...row, endpoint: `/${source}/${version}` })));
}

/** Run over a version of a source; how it ended. */
export function run(source: string, version: Version, sink: Sink): Promise<string> {
  return transform(apiLogs, rowsOf(source, version), sink, { sourceId: source }).then(
    () => version,
    ({ code, message }: { code?: string; message: string }) => code ?? message,
  );
}

/** A lake with three sources. */
export async function newLake(): Promise<MemorySink> {
  const sink = memorySink();
  for (const source of ["s1", "s2", "s3"]) await run(source, "a", sink);
  return sink;
}

/** Rows by source and version; `undefined` when a file is gone. */
export async function countsIn(sink: Sink, keys: readonly string[]): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const bytes = await sink.read(key);
    if (bytes === undefined) return undefined;
    for (const { endpoint } of await readParquet(apiLogs, bytes))
      counts.set(String(endpoint), (counts.get(String(endpoint)) ?? 0) + 1);
  }
  return [...counts]
    .map(([endpoint, count]) => `${endpoint} ${count}`)
    .sort()
    .join(", ");
}

/** What readers of manifests see. */
export async function published(sink: Sink): Promise<string | undefined> {
  return countsIn(
    sink,
    (await listDataFiles(sink, { dataset: apiLogs })).map(({ key }) => key),
  );
}

/** What they are to see of that lake, with a version of its first source. */
export const all = (version: Version) => `/s1/${version} ${COUNTS[version]}, /s2/a 6, /s3/a 6`;
