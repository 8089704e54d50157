import { apiLogs, defineDataset, json } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import type { Problem } from "./problem.ts";

async function warningsOf(
  source: string,
  dataset: Parameters<typeof readCheckedRecords>[0] = apiLogs,
): Promise<Problem[]> {
  const found: Problem[] = [];
  for await (const { warnings } of readCheckedRecords(dataset, source)) found.push(...warnings);
  return found;
}

const record = (more: object) =>
  JSON.stringify({
    timestamp: "2025-01-15T10:30:45Z",
    endpoint: "/",
    status_code: 200,
    ...more,
  });

it("an object, a list, or a field that most records have is not dropped without a warning", async () => {
  const records = [
    record({ user: { id: 1 }, trace: "a" }),
    record({ tags: [1], trace: "b", rare: 1 }),
    record({ tags: "x", trace: "c" }),
  ];
  const [warning, ...others] = await warningsOf(records.join("\n"));
  expect(others).toEqual([]);
  expect(warning).toEqual({
    code: "dropped_fields",
    message:
      'The contract does not know "user" (an object, in 1 of 3 records), "trace" (text, in all 3 records), "tags" (a list and others, in 2 of 3 records); what they hold was dropped. To keep a value, give the contract a column of that name, z.object(...), z.array(...) or json() for an object or list. To reject such records instead, use z.strictObject().',
  });
  expect(await warningsOf(`[${records.join(",")}]`)).toEqual([warning]);
});

it("a field that few records have is only counted", async () => {
  const records = [record({ a: 1 }), record({ b: null }), record({}), record({})];
  expect(await warningsOf(records.join("\n"))).toEqual([]);
});

it("fields inside a column are told by their path, also where the contract is strict", async () => {
  const schema = z.strictObject({ items: z.array(z.object({ id: z.int() })) });
  const records = [
    '{"items":[{"id":1,"tax":{"a":1}},{"id":2,"x":1}]}',
    '{"items":[{"id":1,"x":2}]}',
  ];
  const [warning] = await warningsOf(records.join("\n"), defineDataset({ name: "t", schema }));
  expect(warning?.message).toContain(
    'The contract does not know "items[].tax" (an object, in 1 of 2 records), "items[].x" (a number, in all 2 records);',
  );
});

it("many fields are told by their number", async () => {
  const more = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`f${n}`, n]));
  const [warning] = await warningsOf(record(more));
  expect(warning?.message).toContain('"f9" (a number, in the only record), and 990 more; what');
});

it("what the warning advises works", async () => {
  const fields = { id: z.int(), trace: z.string() };
  const source = '{"id":1,"trace":"a","user":{"id":2}}';
  const told = await warningsOf(
    source,
    defineDataset({ name: "t", schema: z.object({ id: fields.id }) }),
  );
  expect(told.map(({ code }) => code)).toEqual(["dropped_fields"]);
  for (const user of [z.object({ id: z.int() }), json()]) {
    const kept = defineDataset({ name: "t", schema: z.object({ ...fields, user }) });
    expect(await warningsOf(source, kept)).toEqual([]);
  }
  const strict = defineDataset({ name: "t", schema: z.strictObject({ id: fields.id }) });
  for await (const { records, warnings } of readCheckedRecords(strict, source)) {
    expect(records.map(({ valid }) => valid)).toEqual([false]);
    expect(warnings).toEqual([]);
  }
});
