import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { S3_SERVERS, useBucket } from "../../iceberg/test/s3-servers.ts";
import {
  compact,
  listDataFiles,
  repair,
  type Sink,
  transform,
  writeSymlinks,
} from "../src/index.ts";
import { s3Sink } from "../src/s3/index.ts";
import { daysOf, overwrite, rowsOn } from "./support/overwrites.ts";

const dataset = apiLogs;

/** Compactions, runs that overwrite a day, and runs over a source, all at once. */
async function allAtOnce(sink: Sink): Promise<void> {
  const given = ["CONCURRENT_RUN", "SOURCE_COMPACTED"];
  const runs = [
    () => compact(sink, { dataset }),
    () => overwrite(sink, "c", [2], 3),
    () => overwrite(sink, "d", [2], 5),
    () => transform(dataset, rowsOn("/a", [1, 2], 1), sink, { sourceId: "a" }),
  ];
  await Promise.all(
    runs.map((run) =>
      run().catch((error: unknown) => {
        if (!given.includes((error as { code?: string }).code ?? "")) throw error;
      }),
    ),
  );
}

describe.each(S3_SERVERS)("$name", (server) => {
  const test = useBucket(server);

  it.skipIf(server.endpoint === undefined)(
    "readers see old or new, each row once, while partitions are overwritten and files put together",
    { timeout: 200_000 },
    async () => {
      for (let round = 0; round < 2; round++) {
        const sink = s3Sink(test.s3, { bucket: test.bucket, prefix: `round-${round}/` });
        for (const sourceId of ["a", "b"])
          await transform(dataset, rowsOn(`/${sourceId}`, [1, 2, 3], 2), sink, { sourceId });
        await writeSymlinks(sink, { dataset });
        let isDone = false;
        const seen: (Record<string, string> | undefined)[] = [];
        const running = allAtOnce(sink).finally(() => {
          isDone = true;
        });
        while (!isDone) seen.push(await daysOf(sink));
        await running;
        await overwrite(sink, "e", [2], 4);
        await repair(sink, { dataset, olderThanMs: 0 });
        const days = await daysOf(sink);
        expect(days?.[2]).toBe("/e 4");
        expect(days?.[3]).toMatch(/^(\/a 2, )?\/b 2$/);
        const strange = seen
          .flatMap((each) => [each?.[1], each?.[3]])
          .filter((day) => day !== undefined && !/^(\/a [12], )?\/b 2$/.test(day));
        expect(strange).toEqual([]);
        const files = (await listDataFiles(sink, { dataset })).map(({ key }) => key);
        const there: string[] = [];
        for await (const key of sink.list(sink.prefix))
          if (key.endsWith(".parquet")) there.push(key);
        expect(there.sort()).toEqual(files);
      }
    },
  );
});
