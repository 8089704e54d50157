import { type Dataset, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memorySink, partitionByDate, transform } from "../index.ts";

const partition = { granularity: "day", layout: "hive" } as const;

function dataset(at: z.ZodType, check?: (schema: z.ZodObject) => z.ZodObject): Dataset {
  const schema = z.object({ at, n: z.int32() });
  return defineDataset({
    name: "t",
    schema: check?.(schema) ?? schema,
    eventTime: "at" as never,
    partition,
  }) as unknown as Dataset;
}

const CONTRACTS: readonly [string, Dataset][] = [
  ["a default", dataset(z.iso.datetime().default("2025-03-01T10:00:00Z"))],
  ["a default date", dataset(z.iso.date().default("2025-03-01"))],
  ["a default that is made each time", dataset(z.iso.date().default(() => "2025-03-01"))],
  [
    "a default that an overwrite changes",
    dataset(
      z.iso
        .date()
        .default("2025-02-28")
        .overwrite(() => "2025-03-01"),
    ),
  ],
  [
    "an overwrite of the whole row",
    dataset(z.iso.datetime().default("2025-02-28T00:00:00Z"), (schema) =>
      schema.overwrite((row) => ({ ...row, at: "2025-03-01T00:00:00Z" })),
    ),
  ],
];

describe.each(CONTRACTS)("a row whose event time is %s", (_, contract) => {
  it("is in the partition of that time, for transform and partitionByDate alike", async () => {
    const sink = memorySink();
    const report = await transform(contract, '{"n":1}\n{"at":null,"n":2}\n', sink);
    expect(report).toMatchObject({ rowsValid: 2, rowsWritten: 2 });
    expect(report.partitions.map((each) => each.partition)).toEqual(["year=2025/month=03/day=01/"]);
    const schema = contract.schema as unknown as z.ZodObject;
    const rows = [schema.parse({ n: 1 }), schema.parse({ n: 2 })];
    expect(partitionByDate(rows, contract)).toEqual(
      new Map([["year=2025/month=03/day=01/", rows]]),
    );
  });
});

it("is looked at after an overwrite, in which partition it is and whether there is one", async () => {
  const moved = dataset(z.iso.datetime({ offset: true }).overwrite((at) => at.replace("+", "-")));
  const report = await transform(
    moved,
    '{"at":"2025-01-15T23:30:00+05:00","n":1}\n{"at":"2099-12-31T23:30:00+05:00","n":2}\n',
    memorySink(),
  );
  expect(report.partitions.map((each) => each.partition)).toEqual(["year=2025/month=01/day=16/"]);
  expect(report.rejectedByCode).toEqual({ out_of_partition_range: 1 });
});

it("is trimmed before its form is looked at, where the contract says so", async () => {
  const trimmed = dataset(z.string().trim().datetime());
  const report = await transform(trimmed, 'at,n\n" 2025-03-01T10:00:00Z ",1\n', memorySink());
  expect(report.partitions.map((each) => each.partition)).toEqual(["year=2025/month=03/day=01/"]);
});

it("has the default where rows have none, for partitionByDate on its own", () => {
  const [[, contract] = []] = CONTRACTS;
  expect([...partitionByDate([{ n: 1 }], contract as Dataset).keys()]).toEqual([
    "year=2025/month=03/day=01/",
  ]);
});
