import { apiLogs } from "@cloudapi/core";
import { memorySink, transform } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { runsData } from "./runs.ts";

const ROW = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';

it.each(["{", "[]", '{"state":"published"}'])(
  "names a manifest that is damaged: %s",
  async (text) => {
    const sink = memorySink();
    await transform(apiLogs, ROW, sink, { sourceId: "a.ndjson" });
    const key = [...sink.objects.keys()].find((each) => each.startsWith("_manifests/")) ?? "";
    async function* listDated() {
      yield* await Promise.resolve([{ key, lastModified: new Date("2025-01-15T11:00:00Z") }]);
    }
    const tables = [{ table: "logs", dataset: apiLogs, sink: { ...sink, listDated } }];
    const question = {
      from: new Date("2025-01-15T00:00:00Z"),
      to: new Date("2025-01-16T00:00:00Z"),
      onlyErrors: false,
    };
    const ask = () => runsData(tables, question, new AbortController().signal);
    expect((await ask()).runs).toMatchObject([{ source: "a.ndjson", rowsWritten: 1 }]);
    const pending = await sink.create(key, { contentType: "", metadata: {} });
    await pending.write(Buffer.from(text));
    await pending.publish();
    await expect(ask()).rejects.toMatchObject({
      code: "INVALID_MANIFEST",
      message: expect.stringContaining(`${key} does not say what a run wrote`) as string,
    });
  },
);
