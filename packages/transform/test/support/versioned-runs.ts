import { apiLogs } from "@cloudapi/core";
import {
  listDataFiles,
  type Manifest,
  type MemorySink,
  type Sink,
  transform,
} from "../../src/index.ts";
import { logRows, ndjson } from "./logs.ts";
import { readParquet } from "./read-parquet.ts";
import { steppedSink } from "./stepped-sink.ts";

/** What a version of the source has: so many rows over so many days, all of them saying which version they are of. */
const VERSIONS = { old: [5, 4], a: [7, 3], b: [9, 5] } as const;
export type Version = keyof typeof VERSIONS;

/** All rows of a version, as `versionsIn` tells them. */
export const whole = (version: Version) => `/${version} ${VERSIONS[version][0]}`;

/** Run over a version of the source; how it ended. A rejected row comes with each. */
export async function run(version: Version, sink: Sink): Promise<string> {
  const [count, days] = VERSIONS[version];
  const rows = logRows(count, days).map((row) => ({ ...row, endpoint: `/${version}` }));
  return transform(apiLogs, ndjson([...rows, { bad: version }]), sink, { sourceId: "s" }).then(
    () => version,
    ({ code, message }: { code?: string; message: string }) => code ?? message,
  );
}

/** Run over a version and let it come no further than a number of steps; it is done when it has fewer. */
export async function runKilled(
  version: Version,
  sink: MemorySink,
  killedAt: number,
): Promise<string> {
  let steps = 0;
  const { promise: killed, resolve: kill } = Promise.withResolvers<string>();
  const dying = steppedSink(sink, async () => {
    if (steps++ < killedAt) return;
    kill("killed");
    await new Promise<never>(() => undefined);
  });
  return Promise.race([run(version, dying), killed]);
}

/** The versions that rows are of, with their number; `undefined` when a file is gone. */
export async function versionsIn(sink: Sink, keys: readonly string[]): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const bytes = await sink.read(key);
    if (bytes === undefined) return undefined;
    for (const { endpoint } of await readParquet(apiLogs, bytes))
      counts.set(String(endpoint), (counts.get(String(endpoint)) ?? 0) + 1);
  }
  return [...counts].map(([endpoint, count]) => `${endpoint} ${count}`).join(", ");
}

/** Keys of what a reader of manifests reads. */
export async function publishedKeys(sink: Sink): Promise<string[]> {
  return (await listDataFiles(sink, { dataset: apiLogs })).map(({ key }) => key);
}

/** Keys of what a reader that lists reads. */
export function dataKeys({ objects }: MemorySink): string[] {
  return [...objects.keys()].filter((key) => key.endsWith(".parquet")).sort();
}

export function manifestOf({ objects }: MemorySink): Manifest {
  const [, bytes] = [...objects].find(([key]) => key.startsWith("_manifests/")) ?? [];
  return JSON.parse(Buffer.from(bytes ?? []).toString()) as Manifest;
}
