import { expect, it } from "vitest";
import { parseDemoArguments, UsageError } from "./demo-arguments.ts";

it("has defaults and reads every option", () => {
  expect(parseDemoArguments([])).toMatchObject({
    inputs: [],
    format: "auto",
    rows: 5_000,
    quiet: false,
    maxRejected: undefined,
  });
  expect(
    parseDemoArguments([
      "--",
      "--input",
      "a",
      "--input=b",
      "--format",
      "ndjson",
      "--out",
      "o",
      "--report",
      "r.json",
      "--max-rejected",
      "0",
      "--quiet",
    ]),
  ).toMatchObject({
    inputs: ["a", "b"],
    format: "json",
    out: "o",
    report: "r.json",
    maxRejected: 0,
    quiet: true,
  });
});

it.each([
  [["--inptu", "a"], "Unknown option '--inptu'. Did you mean --input?"],
  [["--fromat", "csv"], "Unknown option '--fromat'. Did you mean --format?"],
  [["--uot", "x"], "Did you mean --out?"],
  [["--reprot", "x"], "Did you mean --report?"],
  [["--max-reject", "1"], "Did you mean --max-rejected?"],
  [["--row", "1"], "Did you mean --rows?"],
  [["--quite"], "Did you mean --quiet?"],
  [["--hlep"], "Did you mean --help?"],
  [["-x"], "Unknown option '-x'."],
  [["a.csv"], "Unexpected argument 'a.csv'. Did you mean --input a.csv?"],
  [["--format", "xml"], 'auto, json or csv, not "xml"'],
  [
    ["--max-rejected", "-1"],
    "--max-rejected needs a value. One that begins with a dash is written",
  ],
  [["--max-rejected=-1"], '--max-rejected must be a whole number of at least 0, not "-1".'],
  [["--out"], "Option '--out <value>' argument missing."],
  [["--rows", "0"], "at least 1"],
  [["--input"], "--input"],
  [["--input="], "--input needs a value"],
  [["--report", ""], "--report needs a value"],
  [["--rows", "5", "--input", "a"], "--rows is the size of the sample"],
])("refuses %j, naming it", (argv, message) => {
  expect(() => parseDemoArguments(argv)).toThrow(UsageError);
  expect(() => parseDemoArguments(argv)).toThrow(message);
});
