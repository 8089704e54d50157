import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson, readRows } from "../../test/support/logs.ts";
import { type Manifest, type MemorySink, memorySink, type Sink, transform } from "../index.ts";

const options = { sourceId: "s" };

function dataKeys({ objects }: MemorySink): string[] {
  return [...objects.keys()].filter((key) => key.endsWith(".parquet"));
}

function named({ objects }: MemorySink): string[] {
  const [, bytes] = [...objects].find(([key]) => key.startsWith("_manifests/")) ?? [];
  const manifest = JSON.parse(Buffer.from(bytes ?? []).toString()) as Manifest;
  return manifest.objects.map(({ key }) => key);
}

/** A sink that does something before its n-th publish, conditional ones included. */
function interrupted(sink: MemorySink, at: number, action: () => Promise<unknown>): Sink {
  let publishes = 0;
  return {
    ...sink,
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      const interrupt = async () => {
        if (++publishes === at) await action();
      };
      return {
        ...pending,
        publish: () => interrupt().then(() => pending.publish()),
        publishIf: (expected) =>
          interrupt().then(() => pending.publishIf?.(expected) ?? Promise.resolve(false)),
      };
    },
  };
}

it("succeeds with its own rows or says that another run came between, wherever before the last manifest it came", async () => {
  const [mine, other] = [ndjson(logRows(12, 6)), ndjson(logRows(9, 3))];
  // The first publish is of the manifest that claims the keys, the next six are of data.
  for (let at = 1; at <= 7; at++) {
    const sink = memorySink();
    await transform(apiLogs, ndjson(logRows(4, 4)), sink, options);
    const between = () => transform(apiLogs, other, sink, options);
    const outcome = await transform(apiLogs, mine, interrupted(sink, at, between), options).then(
      () => 12,
      (error: { code?: string }) => error.code,
    );
    expect(outcome === 12 || outcome === "CONCURRENT_RUN").toBe(true);
    const visible = (await readRows(sink)).length;
    expect(outcome).toBe(visible === 12 ? outcome : "CONCURRENT_RUN");
    // Nothing is visible that the manifest does not name, so that the next run finds it.
    expect(named(sink)).toEqual(expect.arrayContaining(dataKeys(sink)));
    await transform(apiLogs, mine, sink, options);
    expect(await readRows(sink)).toHaveLength(12);
  }
});

it("refuses to publish when another run has since this one began", async () => {
  const sink = memorySink();
  async function* slow() {
    yield Buffer.from(ndjson(logRows(3)));
    await transform(apiLogs, ndjson(logRows(5)), sink, options);
  }
  await expect(transform(apiLogs, slow(), sink, options)).rejects.toMatchObject({
    code: "CONCURRENT_RUN",
    message: expect.stringContaining("Run again") as string,
  });
  expect(await readRows(sink)).toHaveLength(5);
});

it("lets runs at the same time pass that write the same", async () => {
  const sink = memorySink();
  const source = ndjson([...logRows(30, 3), { bad: true }]);
  const alone = memorySink();
  await transform(apiLogs, source, alone, options);
  await Promise.all([1, 2, 3].map(() => transform(apiLogs, source, sink, options)));
  expect(sink.objects).toEqual(alone.objects);
});
