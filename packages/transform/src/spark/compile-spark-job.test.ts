import { apiLogs, type Dataset, defineDataset, json } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { compileSparkJob, type SparkJobOptions } from "./compile-spark-job.ts";

function datasetOf(shape: z.ZodRawShape, more: object = {}): Dataset {
  return defineDataset({ name: "d", schema: z.object(shape), ...more });
}

/** What stands before the contract, the contract, and what is behind it. */
function partsOf(script: string): { head: string; data: string; runtime: string } {
  const [head = "", rest = ""] = script.split('CONTRACT = json.loads(r"""');
  const end = rest.indexOf('""")');
  return { head, data: rest.slice(0, end), runtime: rest.slice(end) };
}

describe("the script", () => {
  it("has the contract as data, before the part that all have", () => {
    const { script = "", refused } = compileSparkJob(apiLogs);
    const { head, data, runtime } = partsOf(script);
    expect(refused).toEqual([]);
    expect(head).toContain(apiLogs.contractHash);
    expect(JSON.parse(data)).toMatchObject({
      name: "api_logs",
      hash: apiLogs.contractHash,
      event_time: "timestamp",
      partition: {
        times: [
          ["year", "yyyy"],
          ["month", "MM"],
          ["day", "dd"],
        ],
      },
    });
    expect(runtime).toContain("def check_line(line):");
  });

  it("is the same for the same contract, in ASCII, and small", () => {
    const texts = datasetOf({ a: z.enum(["é", '"""', "\u2028", "\\"]) });
    const { script = "" } = compileSparkJob(texts);
    expect(compileSparkJob(texts).script).toBe(script);
    const { data } = partsOf(script);
    expect(data).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(data)).toMatchObject({
      columns: [{ name: "a", rule: { values: ["é", '"""', "\u2028", "\\"] } }],
    });
    expect(script.length).toBeLessThan(80_000);
  });
});

describe("what no job can do exactly is refused, by field and rule", () => {
  it.each<[string, z.ZodType, string]>([
    ["a function", z.string().refine((text) => text !== "a"), "refine"],
    ["a change", z.string().trim(), "overwrite"],
    ["JSON text with a rule", json().regex(/^\{/), "json"],
    ["a pattern that Python has not", z.string().regex(/\p{L}/u), "regex /\\p{L}/u"],
    ["a format that zod looks at by a function", z.url(), "url"],
    ["a remainder", z.number().multipleOf(0.1), "multipleOf"],
    ["a default that differs", z.string().default(() => `${Math.random()}`), "default"],
    ["a minus zero as default", z.number().default(-0), "default"],
    ["a length that is no whole number", z.string().min(1.5), "min_length"],
    ["a list without an end", z.array(z.string()).max(Number.POSITIVE_INFINITY), "max_length"],
    ["half of a character", z.string().startsWith("\ud83d"), "starts_with"],
    ["a list as default", z.array(z.string()).default([]), "default"],
    ["a tuple", z.tuple([z.string(), z.string()]), "tuple"],
    ["keys with rules", z.record(z.string().min(1), z.string()), "keys"],
    ["a text at a place", z.string().includes("a", { position: 1 }), "includes"],
  ])("%s", (_, field, rule) => {
    const { script, refused } = compileSparkJob(datasetOf({ id: z.int32(), field }));
    expect(refused.map((each) => [each.path, each.rule])).toEqual([["field", rule]]);
    expect(refused[0]?.reason).not.toBe("");
    expect(script).toBeUndefined();
  });

  it("inside others, by their path, all of them at once", () => {
    const item = z.object({ code: z.string().trim(), tags: z.record(z.string(), json().min(2)) });
    const { refused } = compileSparkJob(datasetOf({ items: z.array(item) }));
    expect(refused.map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      "items[].code overwrite",
      "items[].tags{} json",
    ]);
  });

  it("of the contract as a whole", () => {
    const checked = defineDataset({
      name: "d",
      schema: z.object({ a: z.string(), on: z.iso.date() }).refine(({ a }) => a !== "x"),
      eventTime: "on",
      partition: { granularity: "day", layout: "plain" },
      alias: { a: ["outer.a"] },
    });
    expect(compileSparkJob(checked).refused.map(({ path, rule }) => [path, rule])).toEqual([
      ["a", "alias"],
      ["", "refine"],
      ["", "partition layout plain"],
    ]);
  });
});

describe("options", () => {
  it("become the script's arguments", () => {
    const options: SparkJobOptions = {
      inputs: "s3://b/list.txt",
      target: "s3://b/t/",
      write: "overwrite-partitions",
      maxRejectedRatio: 0.5,
    };
    expect(compileSparkJob(apiLogs, options).args).toEqual({
      "--inputs": "s3://b/list.txt",
      "--target": "s3://b/t/",
      "--write": "overwrite-partitions",
      "--max_rejected_ratio": "0.5",
    });
  });

  it.each([
    [{ sauce: "s3://a" }, "sauce"],
    [{ source: "" }, "source must be a text"],
    [{ source: "a", inputs: "b" }, "source or inputs, not both"],
    [{ write: "append" }, "write must be replace-sources or overwrite-partitions"],
    [{ bookmark: "a b" }, "bookmark must be letters"],
    [{ maxRejectedRatio: 2 }, "maxRejectedRatio must be a number from 0 to 1"],
  ])("refuses %j", (options, message) => {
    expect(() => compileSparkJob(apiLogs, options as never)).toThrow(message);
  });
});
