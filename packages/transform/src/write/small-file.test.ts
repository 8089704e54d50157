import { apiLogs } from "@cloudapi/core";
import { expect, test } from "vitest";
import { memorySink, type Sink, transform } from "../index.ts";

const ROWS = 1_000;

test("a small file is given to its sink in one piece", async () => {
  const memory = memorySink();
  const pieces = new Map<string, number[]>();
  const sink: Sink = {
    ...memory,
    async create(key, ...rest) {
      const object = await memory.create(key, ...rest);
      const write = object.write.bind(object);
      object.write = (bytes) => {
        pieces.set(key, [...(pieces.get(key) ?? []), bytes.length]);
        return write(bytes);
      };
      return object;
    },
  };
  const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
  const { objects } = await transform(apiLogs, row.repeat(ROWS), sink);
  expect(objects.map(({ rows }) => rows)).toEqual([ROWS]);
  expect(objects.map(({ key }) => pieces.get(key))).toEqual(
    objects.map(({ sizeBytes }) => [sizeBytes]),
  );
});
