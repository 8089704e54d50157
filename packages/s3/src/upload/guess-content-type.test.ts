import { expect, test } from "vitest";
import { guessContentType } from "./guess-content-type.ts";

test.each([
  ["logs.csv", "text/csv"],
  ["LOGS.CSV", "text/csv"],
  ["a.b/logs.ndjson", "application/x-ndjson"],
  ["data.parquet", "application/vnd.apache.parquet"],
  ["logs.json.gz", "application/gzip"],
  ["README", "application/octet-stream"],
  ["x.constructor", "application/octet-stream"],
  ["folder.csv/README", "application/octet-stream"],
  ["", "application/octet-stream"],
])("%s is %s", (name, type) => {
  expect(guessContentType(name)).toBe(type);
});
