import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readArray, readGrid, wholeRecord } from "../../../test/frame-whole.ts";
import { explainJsonFault } from "./explain-json-fault.ts";
import { parseJsonRecord } from "./parse-json-record.ts";

const FIXTURES = join(import.meta.dirname, "../../../../../fixtures");

function read(path: string): Buffer {
  return readFileSync(join(FIXTURES, path));
}

/** A key that occurs twice is JSON, and no record: which value is meant is not clear. */
const REFUSED_ON_PURPOSE = new Set(["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]);

describe("JSONTestSuite", () => {
  const names = readdirSync(join(FIXTURES, "json-test-suite/test_parsing"));

  it("is there", () => {
    expect(names.length).toBe(318);
  });

  it.each(names)("%s", (name) => {
    const bytes = read(`json-test-suite/test_parsing/${name}`);
    const { record, issues } = parseJsonRecord(wholeRecord(bytes), new Set());
    const isAccepted = issues === undefined;
    if (REFUSED_ON_PURPOSE.has(name)) expect(issues?.map(({ code }) => code)).toEqual(["duplicate_key"]);
    else if (name.startsWith("y_")) expect(record).toEqual(JSON.parse(bytes.toString("utf8")));
    else if (name.startsWith("n_")) expect(isAccepted).toBe(false);
    else expect(typeof isAccepted).toBe("boolean");
    if (issues?.[0]?.code === "invalid_json") expect(explainJsonFault(bytes.toString("utf8"))).toBeDefined();
  });

  const arrays = names.filter((name) => !name.startsWith("i_") && read(`json-test-suite/test_parsing/${name}`).toString("latin1").trimStart().startsWith("["));
  it.each(arrays)("as an array of records: %s", (name) => {
    const text = read(`json-test-suite/test_parsing/${name}`).toString("utf8");
    const { values, codes } = readArray(text);
    if (name.startsWith("y_")) expect({ values, codes }).toEqual({ values: JSON.parse(text), codes: [] });
    else expect(codes).not.toEqual([]);
  });
});

describe("csv-spectrum", () => {
  const names = readdirSync(join(FIXTURES, "csv-spectrum/csvs")).map((name) => name.replace(/\.csv$/, ""));

  it("is there", () => {
    expect(names.length).toBe(12);
  });

  it.each(names)("%s", (name) => {
    const [header, ...rows] = readGrid(read(`csv-spectrum/csvs/${name}.csv`)) as string[][];
    const objects = rows.map((row) => Object.fromEntries(row.map((cell, place) => [header?.[place], cell])));
    const expected = JSON.parse(read(`csv-spectrum/json/${name}.json`).toString("utf8")) as unknown;
    // This one's JSON is one object, with another telephone number than the CSV file has.
    const isOdd = name === "location_coordinates";
    expect(objects).toEqual(isOdd ? [{ ...(expected as object), "Contact Phone Number": "2095257564" }] : expected);
  });
});

describe("Papa Parse's core cases", () => {
  interface Case { description: string; input: string; data: string[][]; errors: unknown[] }
  const cases = JSON.parse(read("papaparse/core-parser.json").toString("utf8")) as Case[];

  it.each(cases.filter(({ errors }) => errors.length === 0))("$description", ({ input, data }) => {
    // A blank line is no row here, and one row of one empty cell there.
    const expected = data.filter((row) => row.length > 1 || row[0]?.trim() !== "");
    expect(readGrid(Buffer.from(input))).toEqual(expected);
  });

  it.each(cases.filter(({ errors }) => errors.length > 0))("faulty: $description", ({ input }) => {
    expect(readGrid(Buffer.from(input))).toMatch(/^(invalid_quote|truncated_record)$/);
  });
});
