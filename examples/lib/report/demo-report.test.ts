import { expect, it } from "vitest";
import { emptyReport } from "../testing/sample-report.ts";
import { numbersOf } from "./demo-report.ts";

it("gives the numbers alone to programs", () => {
  expect(Object.keys(numbersOf(emptyReport))).toEqual([
    "rowsIn",
    "rowsValid",
    "rowsRejected",
    "rowsWritten",
    "rowsDropped",
    "objects",
    "partitions",
    "perEndpoint",
    "traffic",
    "rejectedByCode",
  ]);
});
