import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { compileRecordChecker } from "../checking/compile-record-checker.ts";
import { type FlatPlan, flatPlan } from "../flat/flat-plan.ts";
import { ValueFaults } from "./value-faults.ts";

const LOGS = apiLogs as unknown as Dataset;
const RIGHT = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api", status_code: 200 };

it.each([
  ["one value", { ...RIGHT, status_code: 999 }],
  ["several values", { ...RIGHT, timestamp: "yesterday", status_code: "abc", method: "FETCH" }],
  ["a value that is missing", { ...RIGHT, endpoint: null }],
])("says what the checker says of %s", (_, record) => {
  const said = new ValueFaults(flatPlan(LOGS) as FlatPlan).of(record);
  const check = compileRecordChecker(LOGS).check(record);
  expect(said).toEqual(check.valid ? "nothing is wrong" : check.issues);
});

it("leaves records that fit, and those that it can't judge, to the checker", () => {
  const numbers = defineDataset({
    name: "numbers",
    schema: z.object({ big: z.int64(), small: z.int32() }),
  }) as unknown as Dataset;
  const faults = new ValueFaults(flatPlan(numbers) as FlatPlan);
  expect(faults.of({ big: 1, small: 2 })).toBeUndefined();
  expect(faults.of({ big: 2n ** 62n, small: "two" })).toBeUndefined();
  expect(faults.of({ big: 1, small: "two" })).toHaveLength(1);
});
