import { apiLogs } from "@cloudapi/core";
import { expect, test } from "vitest";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import { rejectionOf } from "./rejection.ts";

test("what is kept of a rejected row is nothing of the row's own, and says the same", async () => {
  const text = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"x","status_code":99}\n';
  const rejected = [];
  for await (const { records } of readCheckedRecords(apiLogs, text))
    rejected.push(...records.filter((record) => !record.valid));
  const [record] = rejected;
  if (record === undefined) throw new Error("no row was rejected");
  const { issues, issuesOmitted } = rejectionOf(record, { maxIssues: 1 });
  expect(issues).toEqual(record.issues.slice(0, 1));
  expect(JSON.stringify(issues)).toBe(JSON.stringify(record.issues.slice(0, 1)));
  expect(issues[0]).not.toBe(record.issues[0]);
  expect(issues[0]?.path).not.toBe(record.issues[0]?.path);
  expect(issuesOmitted).toBe(1);
});
