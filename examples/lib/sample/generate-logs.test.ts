import { apiLogs } from "@cloudapi/core";
import { validateCsv, validateJson } from "@cloudapi/validation";
import { expect, it } from "vitest";
import { generateLogs } from "./generate-logs.ts";

it("makes the same rows in both formats, with exactly the share of bad ones", async () => {
  const options = { rows: 2_000, badShare: 0.03, seed: 7 };
  const ndjson = [...generateLogs({ ...options, format: "ndjson" })].join("");
  const csv = [...generateLogs({ ...options, format: "csv" })].join("");
  const [fromJson, fromCsv] = [
    await validateJson(apiLogs, ndjson),
    await validateCsv(apiLogs, csv),
  ];
  expect(fromJson).toMatchObject({ rowsIn: 2_000, rowsValid: 1_940, rowsRejected: 60 });
  expect(fromCsv).toMatchObject({ rowsIn: 2_000, rowsValid: 1_940, rowsRejected: 60 });
});
