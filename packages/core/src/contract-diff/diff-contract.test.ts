import { describe, expect, it } from "vitest";
import * as z from "zod";
import { apiLogs } from "../api-logs/api-logs.ts";
import type { Dataset } from "../contract/dataset.ts";
import { defineDataset } from "../contract/define-dataset.ts";
import { datasetToJson } from "../contract-json/dataset-to-json.ts";
import { decimal } from "../types/decimal.ts";
import { parseDataType } from "../types/parse-data-type.ts";
import { type ContractDiff, DIFF_TARGETS } from "./contract-diff.ts";
import type { ContractShape } from "./contract-shape.ts";
import { diffContract, diffStoredContract } from "./diff-contract.ts";
import { formatContractDiff } from "./format-contract-diff.ts";

const at = z.iso.datetime({ offset: true });

function plain(fields: z.core.$ZodLooseShape, input: object = {}): Dataset {
  const schema = z.object({ id: z.int32(), ...fields });
  return defineDataset({ name: "t", schema, ...input }) as unknown as Dataset;
}

function byTime(from: string, to: string): Dataset {
  const partition = { granularity: "day", layout: "hive", range: { from, to } };
  return plain({ at }, { eventTime: "at", partition });
}

function byTenant(range: object): Dataset {
  return plain({ tenant: z.string() }, { partition: { by: ["tenant"], range } });
}

/** One letter for each target: what is said of files, athena, iceberg, redshift, readers, sources. */
function letters({ targets }: ContractDiff): string {
  return DIFF_TARGETS.map((target) => targets[target].verdict[0]).join("");
}

const text = { v: z.string() };
const years = ["2020-01-01", "2029-12-31"] as const;

describe("what a change means to files, athena, iceberg, redshift, readers and sources", () => {
  it.each<[string, Dataset, Dataset, string, ...string[]]>([
    ["nothing", plain(text), plain(text), "ssssss"],
    ["a nullable column", plain({}), plain({ v: z.string().optional() }), "saaass", "column_added"],
    ["a required column", plain({}), plain(text), "rabrsb", "column_added"],
    ["a default", plain({}), plain({ v: z.string().default("x") }), "rabass", "column_added"],
    ["a column less", plain(text), plain({}), "saaabs", "column_removed"],
    ["a nullable less", plain({ v: z.string().optional() }), plain({}), "saaass", "column_removed"],
    ["a wider integer", plain({ v: z.int32() }), plain({ v: z.int64() }), "saarbs", "type_widened"],
    [
      "a wider float",
      plain({ v: z.float32() }),
      plain({ v: z.number() }),
      "saarbs",
      "type_widened",
    ],
    [
      "a wider decimal",
      plain({ v: decimal(5, 2) }),
      plain({ v: decimal(9, 2) }),
      "rrarbs",
      "type_changed",
    ],
    ["another type", plain(text), plain({ v: z.int32() }), "rrrrbb", "type_changed"],
    ["a narrower type", plain({ v: z.int64() }), plain({ v: z.int32() }), "rrrrsb", "type_changed"],
    ["null allowed", plain(text), plain({ v: z.string().nullable() }), "ssarbs", "null_allowed"],
    ["null refused", plain({ v: z.string().nullable() }), plain(text), "rsbrsb", "null_refused"],
    [
      "a default for null",
      plain({ v: z.string().optional() }),
      plain({ v: z.string().default("x") }),
      "rsbrss",
      "null_refused",
    ],
    ["a default", plain(text), plain({ v: z.string().default("x") }), "ssssss", "default_changed"],
    ["no default", plain({ v: z.string().default("x") }), plain(text), "sssssb", "default_changed"],
    ["a narrower check", plain(text), plain({ v: z.string().max(5) }), "sssssb", "checks_narrowed"],
    ["a wider check", plain({ v: z.string().max(5) }), plain(text), "ssssbs", "checks_widened"],
    [
      "another enum",
      plain({ v: z.enum(["a"]) }),
      plain({ v: z.enum(["b"]) }),
      "ssssbb",
      "checks_changed",
    ],
    ["a name's case", plain({ V: z.string() }), plain(text), "ssasbb", "name_case_changed"],
    [
      "another order",
      plain({ a: z.string(), b: z.string() }),
      plain({ b: z.string(), a: z.string() }),
      "sssass",
      "order_changed",
    ],
    ["another name", plain({}), plain({}, { name: "u" }), "rraass", "dataset_renamed"],
    [
      "a partition rule",
      plain({ at }, { eventTime: "at" }),
      byTime(...years),
      "rrasss",
      "partition_changed",
    ],
    [
      "a wider range",
      byTime(...years),
      byTime("2019-01-01", years[1]),
      "sassss",
      "partition_range_widened",
    ],
    [
      "a narrower range",
      byTime(...years),
      byTime("2021-01-01", years[1]),
      "rasssb",
      "partition_range_narrowed",
    ],
    [
      "a range of no time",
      byTenant({ from: "2020-01-01", to: "2029-12-31" }),
      byTenant({ from: "2021-01-01", to: "2028-12-31" }),
      "ssssss",
    ],
    [
      "an event time",
      plain({ at }),
      plain({ at }, { eventTime: "at" }),
      "ssssss",
      "event_time_changed",
    ],
    [
      "strictness",
      plain(text),
      plain({}, { schema: z.strictObject({ id: z.int32(), ...text }) }),
      "sssssb",
      "strictness_changed",
    ],
    [
      "strictness inside",
      plain({ v: z.array(z.object(text)) }),
      plain({ v: z.array(z.strictObject(text)) }),
      "sssssb",
      "strictness_changed",
    ],
    [
      "no strictness inside",
      plain({ v: z.strictObject(text) }),
      plain({ v: z.object(text) }),
      "ssssss",
      "strictness_changed",
    ],
    [
      "keys that all have to be there",
      plain({ v: z.partialRecord(z.enum(["a", "b"]), z.string()) }),
      plain({ v: z.record(z.enum(["a", "b"]), z.string()) }),
      "sssssb",
      "checks_narrowed",
    ],
    [
      "one key more that has to be there",
      plain({ v: z.record(z.enum(["a"]), z.string()) }),
      plain({ v: z.record(z.enum(["a", "b"]), z.string()) }),
      "ssssbb",
      "checks_changed",
    ],
    ["an alias", plain(text), plain(text, { alias: { v: "w" } }), "ssssss", "alias_changed"],
    [
      "an alias less",
      plain(text, { alias: { v: ["w", "x"] } }),
      plain(text, { alias: { v: "w" } }),
      "sssssb",
      "alias_changed",
    ],
    [
      "a column less that is refused",
      plain({}, { schema: z.strictObject({ id: z.int32(), ...text }) }),
      plain({}, { schema: z.strictObject({ id: z.int32() }) }),
      "saaabb",
      "column_removed",
    ],
  ])("%s", (_, before, after, expected, ...kinds) => {
    const diff = diffContract(before, after);
    expect(letters(diff)).toBe(expected);
    expect(diff.changes.map(({ kind }) => kind)).toEqual(kinds);
    expect(diffContract(datasetToJson(before), JSON.stringify(datasetToJson(after)))).toEqual(diff);
    for (const { verdicts } of diff.changes)
      for (const { verdict, why } of Object.values(verdicts))
        expect(verdict === "safe" || why !== undefined).toBe(true);
  });

  /** As a table or a manifest has it: types as text. */
  function stored(type: string, nullable = false): ContractShape {
    const parsed = parseDataType(type);
    if (parsed === undefined) throw new Error(`no type: ${type}`);
    return {
      name: "t",
      contractHash: type,
      columns: [{ name: "v", type: parsed, nullable }],
      eventTime: undefined,
      partition: undefined,
    };
  }

  it.each<[string, string, string, ...string[]]>([
    ["struct<a:string>", "struct<a:string,b?:int32>", "saasss", 'field "v.b" is new'],
    ["struct<a:string>", "struct<a:string,b:int32>", "rabssb", 'field "v.b" is new and required'],
    ["struct<a:string,b:int32>", "struct<a:string>", "saasbs", 'field "v.b" is gone'],
    ["struct<a:int32>", "struct<a:int64>", "saasbs", 'field "v.a" was int32, is int64'],
    ["struct<a:int32>", "struct<a:string>", "rrrsbb", 'field "v.a" was int32, is string'],
    ["struct<a:int32>", "struct<b?:int32>", "rrrrbb", 'column "v" was struct<a:int32>'],
    ["struct<a:int32,b:date>", "struct<b:date,a:int32>", "ssssss"],
    ["list<int32>", "list<int64>", "saasbs", 'field "v[]" was int32, is int64'],
    ["list<string>", "list<string?>", "ssasbs", 'field "v[]" was required, may be null'],
    ["list<string?>", "list<string>", "rsbssb", 'field "v[]" could be null, is required'],
    ["map<string,float>", "map<string,double>", "saasbs", 'field "v{}" was float, is double'],
    ["list<struct<a:string>>", "list<struct<a:string,b?:date>>", "saasss", 'field "v[].b" is new'],
    ["struct<a:string>", "map<string,string>", "rrrrbb", 'column "v" was struct<a:string>'],
    ["json", "string", "ssssbb", 'column "v" was json, is string'],
    ["struct<a:string>", "json", "rrrrbs", 'column "v" was struct<a:string>, is json'],
  ])("inside: %s becomes %s", (before, after, expected, ...said) => {
    const diff = diffStoredContract(stored(before), stored(after));
    expect(diff.changes).toHaveLength(said.length);
    for (const [i, each] of said.entries()) expect(diff.changes[i]?.change).toContain(each);
    expect(letters(diff)).toBe(expected);
  });
});

function byColumn(v: z.ZodType): Dataset {
  const schema = z.object({ v, w: z.string() });
  return defineDataset({ name: "t", schema, partition: { by: ["v"] } } as never) as never;
}

describe("statements", () => {
  it("are given where they do all of it", () => {
    const before = plain({ n: z.int32() });
    const after = plain({ n: z.int64(), note: z.string().optional(), Tag: z.string().optional() });
    const { targets } = diffContract(before, after);
    expect(targets.athena.statements).toEqual([
      "ALTER TABLE `t` CHANGE COLUMN `n` `n` bigint",
      "ALTER TABLE `t` ADD COLUMNS (`note` string)",
      "ALTER TABLE `t` ADD COLUMNS (`tag` string)",
      `ALTER TABLE \`t\` SET TBLPROPERTIES ('cloudapi.contract_hash' = '${after.contractHash}')`,
    ]);
    expect(targets.iceberg.statements).toEqual(targets.athena.statements.slice(0, 3));
    expect(targets.redshift.statements).toEqual([]);
  });

  it("have names of fields as DDL takes them, which may be reserved words", () => {
    const v = z.array(z.object({ Order: z.int32(), price: decimal(5, 2) }));
    const { targets } = diffContract(plain({}), plain({ v: v.optional() }));
    const sql = "ALTER TABLE `t` ADD COLUMNS (`v` array<struct<`order`:int,`price`:decimal(5,2)>>)";
    expect(targets.athena.statements[0]).toBe(sql);
    expect(targets.iceberg.statements).toEqual([sql]);
  });

  it("have a wider range in the projection", () => {
    const after = byTime("2019-01-01", years[1]);
    const [sql, ...others] = diffContract(byTime(...years), after).targets.athena.statements;
    expect(others).toEqual([]);
    expect(sql).toContain("'projection.year.range' = '2019,2029'");
    expect(sql).not.toContain("location.template");
  });

  it("have the default of a column in Redshift, as a literal", () => {
    const after = plain({ v: z.string().default("it's"), n: z.int64().default(5n) });
    expect(diffContract(plain({}), after).targets.redshift.statements).toEqual([
      `ALTER TABLE "t" ADD COLUMN "v" varchar(65535) NOT NULL DEFAULT 'it''s'`,
      `ALTER TABLE "t" ADD COLUMN "n" bigint NOT NULL DEFAULT '5'`,
    ]);
  });

  it.each<[string, Dataset, Dataset]>([
    ["a column has to go", plain(text), plain({})],
    ["a column is a date", plain({}), plain({ v: z.iso.date().optional() })],
    [
      "rows are partitioned by a column of another type",
      byColumn(z.int32().min(0).max(9)),
      byColumn(z.int64().min(0n).max(9n)),
    ],
  ])("are not given to Athena when %s", (_, before, after) => {
    const { verdict, statements } = diffContract(before, after).targets.athena;
    expect([verdict, statements]).toEqual(["alter", []]);
  });
});

describe("notes", () => {
  it("say that a rename can't be known", () => {
    const { notes } = diffContract(plain(text), plain({ w: z.string().optional() }));
    expect(notes[0]).toContain("Whether one of w is v under another name can't be known");
  });

  it("say that functions can't be compared, unless they are the same", () => {
    const odd = plain({ n: z.int32().refine((n) => n % 2 === 1) });
    const even = plain({ n: z.int32().refine((n) => n % 2 === 0) });
    expect(diffContract(odd, even).notes).toEqual([
      expect.stringContaining("whether these check the same is not known: n"),
    ]);
    const again = plain({ n: z.int32().refine((n) => n % 2 === 0) });
    expect(diffContract(even, again).notes).toEqual([]);
  });
});

it("is frozen data", () => {
  const diff = diffContract(plain(text), plain({}));
  for (const part of [diff, diff.changes, diff.changes[0], diff.targets, diff.targets.files])
    expect(Object.isFrozen(part)).toBe(true);
  expect(JSON.parse(JSON.stringify(diff))).toEqual(diff);
});

describe("as text", () => {
  it("fits a terminal", () => {
    const after = plain({ w: z.int32().refine(Boolean), a_long_name_of_a_column: z.int64() });
    const diff = diffContract(plain({ ...text, a_long_name_of_a_column: z.string() }), after);
    const lines = formatContractDiff(diff).split("\n");
    expect(lines[0]).toBe("t: breaks");
    expect(lines).toContain('  - column "v" is gone');
    expect(lines).toContain("redshift  rewrite");
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it("says that nothing has changed", () => {
    expect(formatContractDiff(diffContract(apiLogs, apiLogs))).toBe(
      "api_logs: nothing has changed",
    );
  });
});
