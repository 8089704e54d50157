import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { ContractError } from "../contract/contract-error.ts";
import type { Dataset, DatasetInput } from "../contract/dataset.ts";
import { defineDataset } from "../contract/define-dataset.ts";
import { parsePartitionPath } from "./parse-partition-path.ts";
import { fileColumns, partitionColumns } from "./partition-columns.ts";
import { partitionPath } from "./partition-path.ts";
import { partitionProjection } from "./partition-projection.ts";
import {
  type ColumnPartitionInput,
  faultFinder,
  type Layout,
  type Partition,
} from "./partition-rule.ts";
import { partitionFaults } from "./partition-value.ts";

const schema = z.object({
  at: z.iso.datetime({ offset: true }),
  Tenant: z.string(),
  region: z.enum(["eu", "us-east"]),
  shard: z.int32().min(0).lt(16),
  account: z
    .int64()
    .min(-5n)
    .max(2n ** 60n),
  on: z.iso.date(),
  level: z.literal([1, 2, 7]),
  note: z.string().optional(),
  score: z.number(),
  ok: z.boolean(),
  code: z.int(),
  fallback: z.string().default("a/b"),
});
type Name = keyof z.output<typeof schema>;

function dataset(partition: ColumnPartitionInput<Name>): Dataset {
  return defineDataset({ name: "t", schema, eventTime: "at", partition }) as unknown as Dataset;
}

function issuesOf(partition: unknown): string[] {
  try {
    dataset(partition as ColumnPartitionInput<Name>);
  } catch (error) {
    if (error instanceof ContractError)
      return error.issues.map(({ field, message }) => `${field}: ${message}`);
    throw error;
  }
  return [];
}

const location = "s3://b/t/";
const row = {
  Tenant: "Acme & Söhne",
  region: "us-east",
  shard: 7,
  account: -3n,
  on: "2025-01-15",
  level: 2,
};
const ms = Date.UTC(2025, 0, 15, 10);

describe("a rule by columns", () => {
  it.each([
    [{ by: ["Tenant"] }, "tenant=Acme & Söhne/"],
    [{ by: ["Tenant", "shard"], layout: "plain" }, "Acme & Söhne/7/"],
    [{ by: ["region"], granularity: "month" }, "region=us-east/year=2025/month=01/"],
    [
      { by: ["region"], granularity: "hour", layout: "hive-date" },
      "region=us-east/dt=2025-01-15-10/",
    ],
    [{ by: ["account", "on"], granularity: "day", layout: "plain" }, "-3/2025-01-15/2025/01/15/"],
    [{ by: ["level"] }, "level=2/"],
  ] as [ColumnPartitionInput<Name>, string][])("%j", (partition, path) => {
    const made = dataset(partition);
    expect(partitionPath(made, ms, row)).toBe(path);
    const values = parsePartitionPath(made, `${path}x.parquet`);
    expect(Object.keys(values ?? {})).toEqual(partitionColumns(made).map(({ name }) => name));
    for (const { column } of made.partition?.by ?? [])
      expect(values?.[column]).toBe(row[column as keyof typeof row]);
  });

  it("leaves its columns out of the files, and keeps them in the row", () => {
    const made = dataset({ by: ["Tenant", "shard"] });
    expect(made.columns).toHaveLength(12);
    expect(fileColumns(made).map(({ name }) => name)).toEqual(
      made.columns.map(({ name }) => name).filter((name) => name !== "Tenant" && name !== "shard"),
    );
  });

  it("needs no event time without a granularity", () => {
    const made = defineDataset({ name: "t", schema, partition: { by: ["region"] } });
    expect(partitionPath(made, undefined, { region: "eu" })).toBe("region=eu/");
    expect(made.partition).toEqual({
      layout: "hive",
      range: { from: "1970-01-01", to: "2099-12-31" },
      by: [
        {
          column: "region",
          type: { kind: "string" },
          projection: "enum",
          values: ["eu", "us-east"],
        },
      ],
    });
    expect(Object.isFrozen(made.partition?.by?.[0]?.values)).toBe(true);
  });

  it("gives each column the projection that its schema allows", () => {
    const made = dataset({
      by: [
        "Tenant",
        "region",
        "shard",
        "account",
        "level",
        { column: "on", range: { from: "2024-01-01", to: "2025-12-31" } },
      ],
    });
    expect(partitionProjection(made, location)).toEqual({
      "projection.enabled": "true",
      "projection.tenant.type": "injected",
      "projection.region.type": "enum",
      "projection.region.values": "eu,us-east",
      "projection.shard.type": "integer",
      "projection.shard.range": "0,15",
      "projection.account.type": "integer",
      "projection.account.range": "-5,1152921504606846976",
      "projection.level.type": "integer",
      "projection.level.range": "1,7",
      "projection.on.type": "date",
      "projection.on.range": "2024-01-01,2025-12-31",
      "projection.on.format": "yyyy-MM-dd",
      "projection.on.interval": "1",
      "projection.on.interval.unit": "DAYS",
      "storage.location.template":
        "s3://b/t/tenant=${tenant}/region=${region}/shard=${shard}/account=${account}/level=${level}/on=${on}/",
    });
  });

  it.each([
    [
      { column: "Tenant", values: ["a", "b"] },
      { type: "enum", values: "a,b" },
    ],
    [{ column: "region", projection: "injected" }, { type: "injected" }],
    [
      { column: "region", values: ["eu"] },
      { type: "enum", values: "eu" },
    ],
    [
      { column: "code", range: { from: "1", to: 9n } },
      { type: "integer", range: "1,9" },
    ],
    [{ column: "code", projection: "injected" }, { type: "injected" }],
    [{ column: "on", projection: "injected" }, { type: "injected" }],
  ])("takes what is said of a column: %o", (by, expected) => {
    const properties = partitionProjection(
      dataset({ by: [by] } as ColumnPartitionInput<Name>),
      location,
    );
    const name = by.column.toLowerCase();
    for (const [key, value] of Object.entries(expected))
      expect(properties[`projection.${name}.${key}`]).toBe(value);
  });
});

describe("what can't be partitioned by is refused when the dataset is defined", () => {
  it.each([
    [{ by: [] }, "at least one"],
    [{ by: "Tenant" }, "must be a list of column names"],
    [{ by: ["tenant"] }, "does not name a column"],
    [{ by: [null] }, "name a column"],
    [{ by: [{ column: "Tenant", projektion: "enum" }] }, 'no option "projektion"'],
    [{ by: ["Tenant", "Tenant"] }, "twice"],
    [{ by: ["at"], granularity: "day" }, "event time"],
    [{ by: ["note"] }, '.default("unknown")'],
    [{ by: ["score"] }, "can't be partitioned by a double"],
    [{ by: ["ok"] }, "can't be partitioned by a boolean"],
    [{ by: ["code"] }, ".min() and .max()"],
    [{ by: [{ column: "code", range: { from: 9, to: 1 } }] }, "is after"],
    [{ by: [{ column: "code", range: { from: 1.5, to: 3 } }] }, "two integers"],
    [{ by: [{ column: "shard", range: { from: 0, to: 2 ** 31 } }] }, "more than the column's type"],
    [{ by: [{ column: "shard", values: ["1"] }] }, "values are for text"],
    [{ by: [{ column: "on", range: { from: "2025-02-30", to: "2025-03-01" } }] }, "two dates"],
    [{ by: [{ column: "Tenant", projection: "enum" }] }, "needs the values"],
    [{ by: [{ column: "Tenant", projection: "integer" }] }, "is not for text"],
    [{ by: [{ column: "Tenant", projection: "list" }] }, "must be one of enum"],
    [{ by: [{ column: "Tenant", range: { from: 1, to: 2 } }] }, "not for text"],
    [{ by: [{ column: "Tenant", values: [] }] }, "at least one"],
    [{ by: [{ column: "Tenant", values: ["a", "a"] }] }, "twice"],
    [{ by: [{ column: "Tenant", values: ["a,b"] }] }, "comma"],
    [{ by: [{ column: "Tenant", values: ["a/b"] }] }, '"a/b" has "/"'],
    [{ by: [{ column: "Tenant", values: [" a"] }] }, "white space"],
    [{ by: ["fallback"] }, "its default can't be partitioned by"],
    [{ by: ["Tenant"], layout: "hive-date" }, "give a granularity"],
    [{ by: ["Tenant"], layout: "tree" }, "layout must be one of"],
    [{ by: ["Tenant"], granularity: "week" }, "granularity must be one of"],
  ])("%j", (partition, message) => {
    expect(issuesOf(partition).join("\n")).toContain(message);
  });

  it("named as the time's columns are", () => {
    const wide = schema.extend({ year: z.int32().min(1).max(5) });
    const base = { name: "t", schema: wide, eventTime: "at" } as const;
    expect(() =>
      defineDataset({ ...base, partition: { by: ["year"], granularity: "day" } }),
    ).toThrow("has a partition column of this name");
    expect(
      partitionPath(defineDataset({ ...base, partition: { by: ["year"] } }), ms, { year: 3 }),
    ).toBe("year=3/");
  });

  it("with every column, or without the event time that a granularity needs", () => {
    const one = z.object({ a: z.string() });
    expect(() => defineDataset({ name: "t", schema: one, partition: { by: ["a"] } })).toThrow(
      "at least one has to be left",
    );
    const input = { name: "t", schema, partition: { by: ["region"], granularity: "day" } };
    expect(() => defineDataset(input as DatasetInput<typeof schema>)).toThrow("needs eventTime");
  });
});

describe("the contract hash", () => {
  const hash = (partition: ColumnPartitionInput<Name>) => dataset(partition).contractHash;

  it("has the columns and what Athena computes partitions from", () => {
    const hashes = [
      hash({ by: ["Tenant"] }),
      hash({ by: ["Tenant"], granularity: "day" }),
      hash({ by: ["Tenant", "region"] }),
      hash({ by: ["region", "Tenant"] }),
      hash({ by: [{ column: "Tenant", values: ["a"] }] }),
      hash({ by: [{ column: "Tenant", values: ["a", "b"] }] }),
      hash({ by: ["shard"] }),
      hash({ by: [{ column: "shard", range: { from: 0, to: 1 } }] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hash({ by: [{ column: "Tenant", projection: "injected" }], layout: "hive" })).toBe(
      hashes[0],
    );
    expect(hashes[0]).toBe("ec5d2c74d0cc289c8af1ae3439ccf84b");
  });
});

describe("values", () => {
  const rule = (layout: Layout) => dataset({ by: ["Tenant"], layout }).partition;
  const faultOf = (value: unknown, layout: Layout = "hive") => {
    const partition = rule(layout);
    const [fault] = partition === undefined ? [] : partitionFaults(partition, { Tenant: value });
    return fault?.refusal.hint ?? fault?.refusal.expected;
  };

  it.each("\"#%'*/:=?\\{[]^$".split(""))(
    "with %s, which Hive escapes, have no partition",
    (character) => {
      expect(faultOf(`a${character}b`)).toContain("would not find in a key");
    },
  );

  it.each([
    ["", "is empty"],
    ["\u0000", "control character"],
    ["a\u001fb", "control character"],
    ["a\u007f", "control character"],
    ["a\uffff", "control character"],
    [" a", "white space"],
    ["a\u00a0", "white space"],
    [".", "paths resolve"],
    ["..", "paths resolve"],
    ["../x", 'has "/"'],
    ["__HIVE_DEFAULT_PARTITION__", "null"],
    ["é".repeat(130), "255 bytes"],
    [null, "a value to partition by"],
    [5, "text"],
  ])("%j has none", (value, hint) => {
    expect(faultOf(value)).toContain(hint);
  });

  it.each(["a b", "Ä\u0308", "😀", "a+b", "a&b", "50,5", "...", "a.b", "~", "@x", "é".repeat(120)])(
    "%j stands as it is",
    (value) => {
      expect(faultOf(value)).toBeUndefined();
    },
  );

  it("begin with no dot and no underscore where they are all of a folder's name", () => {
    expect(faultOf("_manifests", "plain")).toContain("skip such folders");
    expect(faultOf(".x", "plain")).toContain("skip such folders");
    expect(faultOf("_manifests")).toBeUndefined();
  });

  it("are told as a RangeError that does not show them", () => {
    const attempt = () =>
      partitionPath(dataset({ by: ["Tenant"] }), undefined, { Tenant: "s3cret/" });
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(/^(?!.*s3cret).*"Tenant" has no partition/);
  });

  it("that are too long together are told of the longest", () => {
    const long = z.object({ a: z.string(), b: z.string(), c: z.string(), d: z.string() });
    const made = defineDataset({ name: "t", schema: long, partition: { by: ["a", "b", "c"] } });
    const values = { a: "x".repeat(200), b: "x".repeat(201), c: "x".repeat(200) };
    expect(made.partition && partitionFaults(made.partition, values)).toMatchObject([
      { column: "b", refusal: { code: "invalid_partition_value" } },
    ]);
  });

  it("of any text are read back from the path, or refused", () => {
    const texts = fc.oneof(
      fc.string({ unit: anyCodePoint }),
      fc.string({
        unit: fc.constantFrom("a", "/", "%", "=", ".", " ", "_", "é", "\u0301", "$", "2"),
      }),
    );
    const datasets = (["hive", "plain"] as const).map((layout) =>
      defineDataset({
        name: "t",
        schema: z.object({ a: z.string(), b: z.string(), c: z.string() }),
        partition: { by: ["a", "b"], layout },
      }),
    );
    fc.assert(
      fc.property(texts, texts, fc.constantFrom(...datasets), (a, b, made) => {
        const values = { a, b };
        if (made.partition === undefined || partitionFaults(made.partition, values).length > 0)
          return;
        const path = partitionPath(made, undefined, values);
        expect(path.split("/")).toHaveLength(3);
        expect(encodeURI(path).replaceAll("%20", " ")).not.toMatch(/%[01]/);
        expect(parsePartitionPath(made, `${path}f.parquet`)).toEqual(values);
      }),
    );
  });
});

it("is not checked by a copy of the rule, which is told", () => {
  const { partition } = dataset({ by: ["Tenant"] });
  expect(partition && faultFinder(partition)?.({ Tenant: "a/b" })).toHaveLength(1);
  expect(() => faultFinder({ ...partition } as Partition)).toThrow("this is a copy");
  expect(faultFinder({ layout: "hive", range: { from: "", to: "" } })).toBeUndefined();
});

it("reads no path that no row is written under", () => {
  const made = dataset({ by: ["shard", "account", "on", "region"] });
  const good = "shard=7/account=-3/on=2025-01-15/region=eu/x";
  expect(parsePartitionPath(made, good)).toEqual({
    shard: 7,
    account: -3n,
    on: "2025-01-15",
    region: "eu",
  });
  for (const bad of [
    good.replace("7", "07"),
    good.replace("7", "16"),
    good.replace("7", "x"),
    good.replace("-3", "-6"),
    good.replace("-3", "-0"),
    good.replace("01-15", "02-30"),
    good.replace("2025", "2125"),
    good.replace("=eu", "=EU"),
    good.replace("region", "Region"),
    "shard=7/account=-3/on=2025-01-15/region=eu",
  ])
    expect(parsePartitionPath(made, bad), bad).toBeUndefined();
});
