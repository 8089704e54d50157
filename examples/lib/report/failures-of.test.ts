import type { TransformReport } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { failuresOf } from "./failures-of.ts";

const file = (name: string) => ({ path: name, name, sizeBytes: 1 });
const report = (counts: Partial<TransformReport>) =>
  ({
    rowsIn: 0,
    rowsValid: 0,
    rowsRejected: 0,
    problems: [],
    format: "json",
    ...counts,
  }) as TransformReport;
const fine = report({ rowsIn: 2, rowsValid: 2 });
const any = { maxRejected: undefined };

it("is content with a run that read something of each file", () => {
  expect(failuresOf([file("a")], [fine], any)).toEqual([]);
  const rejecting = report({ rowsIn: 2, rowsValid: 1, rowsRejected: 1 });
  expect(failuresOf([file("a")], [rejecting], any)).toEqual([]);
});

it("fails when there is nothing to read at all, not because of one empty file among others", () => {
  expect(failuresOf([file("a.csv")], [report({})], any)).toEqual([
    "There was nothing to read: no rows in 1 file (a.csv).",
  ]);
  const problems = [{ code: "empty_file", message: "any" }];
  const empty = report({ problems });
  expect(failuresOf([file("a"), file("b")], [empty, fine], any)).toEqual([]);
  expect(failuresOf([file("a\nb")], [empty], any)).toEqual([
    "There was nothing to read: no rows in 1 file (a␊b).",
  ]);
});

it("fails for a file of which no row is valid, whatever the others are", () => {
  const wrong = report({ rowsIn: 1_200, rowsRejected: 1_200, format: "csv" });
  const [failure = ""] = failuresOf([file("a"), file("README.md")], [fine, wrong], any);
  const [only = ""] = failuresOf([file("a")], [report({ rowsIn: 1, rowsRejected: 1 })], any);
  expect(only).toContain("The only row of a, read as JSON, is not an API log.");
  expect(failure).toContain("None of the 1,200 rows of README.md, read as CSV, is an API log.");
});

it("fails for a file with a problem, and for more rejected rows than are allowed", () => {
  const problems = [{ code: "any", message: "any" }];
  const broken = report({ rowsIn: 2, rowsValid: 1, rowsRejected: 1, problems });
  expect(failuresOf([file("a")], [broken], { maxRejected: 0 })).toEqual([
    "a was not read as it should be; what is wrong with it stands above as a problem.",
    "1 row rejected, more than --max-rejected 0.",
  ]);
});
