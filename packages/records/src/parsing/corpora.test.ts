import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nestedTextWalk, planOfColumns } from "@cloudapi/core/internal";
import { describe, expect, it } from "vitest";
import { readArray, readGrid, wholeRecord } from "../../test/frame-whole.ts";
import { JsonRecordParser } from "./json-record-parser.ts";

const FIXTURES = join(import.meta.dirname, "../../../../fixtures");

function read(path: string): Buffer {
  return readFileSync(join(FIXTURES, path));
}

/** A key that occurs twice is JSON, but not a record: which value is meant is not clear. */
const REFUSED_ON_PURPOSE = new Set([
  "y_object_duplicated_key.json",
  "y_object_duplicated_key_and_value.json",
]);

describe("JSONTestSuite", () => {
  const names = readdirSync(join(FIXTURES, "json-test-suite/test_parsing"));

  it("is there", () => {
    expect(names.length).toBe(318);
  });

  const named = (start: string) => names.filter((name) => name.startsWith(start));
  const readCase = (name: string) => read(`json-test-suite/test_parsing/${name}`);
  const parse = (name: string) =>
    new JsonRecordParser(nestedTextWalk(planOfColumns([])), 256).parse(wholeRecord(readCase(name)));

  it.each(named("y_").filter((name) => !REFUSED_ON_PURPOSE.has(name)))("%s", (name) => {
    expect(parse(name)).toEqual({
      record: JSON.parse(readCase(name).toString("utf8")) as unknown,
      issues: undefined,
    });
  });

  it.each([...REFUSED_ON_PURPOSE])("%s is refused on purpose", (name) => {
    expect(parse(name).issues?.map(({ code }) => code)).toEqual(["duplicate_key"]);
  });

  it.each(named("n_"))("%s", (name) => {
    expect(parse(name).issues?.map(({ code }) => code)).toEqual([
      expect.stringMatching(/^(invalid_json|truncated_record|invalid_utf8|nul_byte|too_deep)$/),
    ]);
  });

  it.each(named("i_"))("%s gives a value or an issue", (name) => {
    const { record, issues } = parse(name);
    expect((record === undefined) === (issues !== undefined)).toBe(true);
  });

  const isArray = (name: string) => readCase(name).toString("latin1").trimStart().startsWith("[");

  it.each(named("y_").filter(isArray))("as an array of records: %s", (name) => {
    const text = readCase(name).toString("utf8");
    expect(readArray(text)).toEqual({ values: JSON.parse(text) as unknown, codes: [] });
  });

  it.each(named("n_").filter(isArray))("as an array of records: %s", (name) => {
    expect(readArray(readCase(name).toString("utf8")).codes).not.toEqual([]);
  });
});

describe("csv-spectrum", () => {
  const names = readdirSync(join(FIXTURES, "csv-spectrum/csvs")).map((name) =>
    name.replace(/\.csv$/, ""),
  );

  it("is there", () => {
    expect(names.length).toBe(12);
  });

  it.each(names)("%s", (name) => {
    const [header, ...rows] = readGrid(read(`csv-spectrum/csvs/${name}.csv`)) as string[][];
    const objects = rows.map((row) =>
      Object.fromEntries(row.map((cell, place) => [header?.[place] ?? "", cell] as const)),
    );
    const expected = JSON.parse(read(`csv-spectrum/json/${name}.json`).toString("utf8")) as unknown;
    // This one's JSON is one object, with another telephone number than the CSV file has.
    const isOdd = name === "location_coordinates";
    expect(objects).toEqual(
      isOdd ? [{ ...(expected as object), "Contact Phone Number": "2095257564" }] : expected,
    );
  });
});

describe("Papa Parse's core cases", () => {
  interface Case {
    description: string;
    input: string;
    data: string[][];
    errors: unknown[];
  }
  const cases = JSON.parse(read("papaparse/core-parser.json").toString("utf8")) as Case[];

  it.each(cases.filter(({ errors }) => errors.length === 0))("$description", ({ input, data }) => {
    // A blank line is not a row here, and one row of one empty cell there.
    const expected = data.filter((row) => row.length > 1 || row[0]?.trim() !== "");
    expect(readGrid(Buffer.from(input))).toEqual(expected);
  });

  it.each(cases.filter(({ errors }) => errors.length > 0))("faulty: $description", ({ input }) => {
    expect(readGrid(Buffer.from(input))).toMatch(/^(invalid_quote|truncated_record)$/);
  });
});
