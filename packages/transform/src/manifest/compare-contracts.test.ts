import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { compareContracts, storedContract } from "./compare-contracts.ts";

const id = z.int32();
const at = z.iso.datetime({ offset: true });

function plain(fields: z.core.$ZodLooseShape, name = "t"): Dataset {
  return defineDataset({ name, schema: z.object({ id, ...fields }) }) as unknown as Dataset;
}

function byTime(input: object = {}): Dataset {
  return defineDataset({
    name: "t",
    schema: z.object({ id, at, sent_at: at }),
    eventTime: "at",
    partition: { granularity: "day", layout: "hive" },
    ...input,
  }) as unknown as Dataset;
}

function rule(granularity: string, layout: string, from?: string, to?: string): object {
  const range = from === undefined ? {} : { range: { from, to } };
  return { partition: { granularity, layout, ...range } };
}

const text = { v: z.string() };
const timeless = { eventTime: undefined, partition: undefined };

/** Every kind of change: what was, what is, whether one table reads both, and how it is said. */
const CHANGES: [string, Dataset, Dataset, "yes" | "no" | "range" | undefined, ...string[]][] = [
  ["nothing", plain(text), plain(text), undefined],
  ["checks alone", plain(text), plain({ v: z.string().min(3) }), undefined],
  ["a nullable column", plain({}), plain({ v: z.string().nullable() }), "yes", 'column "v" is new'],
  ["a required column", plain({}), plain(text), "no", 'column "v" is new and required'],
  [
    "a column with a default",
    plain({}),
    plain({ v: z.string().default("x") }),
    "no",
    'column "v" is new and required',
  ],
  ["a column less", plain(text), plain({}), "yes", 'column "v" is gone'],
  [
    "another name",
    plain(text),
    plain({ w: z.string().optional() }),
    "yes",
    'column "w" is new',
    'column "v" is gone',
  ],
  [
    "a name in another case",
    plain({ userId: z.string() }),
    plain({ userid: z.string() }),
    undefined,
  ],
  [
    "a type under a name in another case",
    plain({ userId: z.string() }),
    plain({ userid: z.int32() }),
    "no",
    'column "userid" was string, is int32',
  ],
  ["another order", plain({ a: id, b: id }), plain({ b: id, a: id }), undefined],
  [
    "null allowed",
    plain(text),
    plain({ v: z.string().nullable() }),
    "yes",
    'column "v" was required, may be null',
  ],
  [
    "null no longer allowed",
    plain({ v: z.string().nullable() }),
    plain(text),
    "no",
    'column "v" could be null, is required',
  ],
  [
    "a wider integer",
    plain({ v: z.int32() }),
    plain({ v: z.int64() }),
    "yes",
    'column "v" was int32, is int64',
  ],
  [
    "a wider float",
    plain({ v: z.float32() }),
    plain({ v: z.number() }),
    "yes",
    'column "v" was float, is double',
  ],
  ...(
    [
      [z.int64(), z.int32(), "int64, is int32"],
      [z.number(), z.float32(), "double, is float"],
      [z.int32(), z.string(), "int32, is string"],
      [z.string(), z.int32(), "string, is int32"],
      [z.int32(), z.number(), "int32, is double"],
      [z.int32(), z.boolean(), "int32, is boolean"],
      [z.iso.date(), at, "date, is timestamp"],
      [at, z.string(), "timestamp, is string"],
      [decimal(9, 2), decimal(18, 2), "decimal(9,2), is decimal(18,2)"],
      [decimal(9, 2), decimal(9, 3), "decimal(9,2), is decimal(9,3)"],
      [z.int64(), decimal(18, 0), "int64, is decimal(18,0)"],
    ] as const
  ).map(([was, is, said]): [string, Dataset, Dataset, "no", string] => [
    `another type: ${said}`,
    plain({ v: was }),
    plain({ v: is }),
    "no",
    `column "v" was ${said}`,
  ]),
  [
    "another granularity",
    byTime(),
    byTime(rule("hour", "hive")),
    "no",
    "partition granularity was day, is hour",
  ],
  [
    "another layout",
    byTime(),
    byTime(rule("day", "plain")),
    "no",
    "partition layout was hive, is plain",
  ],
  [
    "a partition rule",
    byTime({ partition: undefined }),
    byTime(),
    "no",
    "there was no partition rule, there is one",
  ],
  [
    "no partition rule any more",
    byTime(),
    byTime({ partition: undefined }),
    "no",
    "there was a partition rule, there is none",
  ],
  [
    "a wider range",
    byTime(rule("day", "hive", "2020-01-01", "2029-12-31")),
    byTime(rule("day", "hive", "2019-01-01", "2029-12-31")),
    "yes",
    "partition range was 2020-01-01 to 2029-12-31, is 2019-01-01 to 2029-12-31",
  ],
  [
    "a narrower range",
    byTime(rule("day", "hive", "2020-01-01", "2029-12-31")),
    byTime(rule("day", "hive", "2020-01-01", "2025-12-31")),
    "range",
    "partition range was 2020-01-01 to 2029-12-31, is 2020-01-01 to 2025-12-31",
  ],
  [
    "another event time",
    byTime(),
    byTime({ eventTime: "sent_at" }),
    "no",
    "the event time was at, is sent_at",
  ],
  [
    "an event time without partitions",
    byTime(timeless),
    byTime({ partition: undefined }),
    "yes",
    "the event time was not named, is at",
  ],
  ["another dataset", plain(text), plain(text, "u"), "no", "the dataset was t, is u"],
];

it.each(CHANGES)("%s", (_, earlier, now, fits, ...said) => {
  const changes = compareContracts(storedContract(earlier), storedContract(now));
  expect(changes.map(({ change }) => change)).toEqual(said);
  const worst = (["no", "range", "yes"] as const).find((each) =>
    changes.some((change) => change.fits === each),
  );
  expect(worst).toBe(fits);
});
