import type { ObjectEvent } from "@cloudapi/s3/internal";
import { expect, it } from "vitest";
import { statementFailure } from "../errors/classify-failure.ts";
import { loadFailure } from "./load-failure.ts";

const event = { bucket: "lake", key: "in/a.parquet" } as ObjectEvent;

it("tells nothing of a row that Redshift quotes, but which statement it was", () => {
  const words = 'invalid input syntax for type integer: "ana@example.com"';
  const failure = loadFailure(statementFailure(words, { statementId: "s-1" }), event);
  expect(failure).toMatchObject({ code: "STATEMENT_FAILED", permanent: false });
  expect(failure.message).toContain("s3://lake/in/a.parquet failed: Statement s-1 failed");
  expect(failure.message).not.toContain("ana");
});

it("tells what tables and columns a failure is about, and whether trying again may help", () => {
  const failure = loadFailure(statementFailure('relation "api_logs" does not exist', {}), event);
  expect(failure).toMatchObject({ code: "NO_SUCH_TABLE", permanent: true });
  expect(failure.message).toContain('relation "api_logs" does not exist');
});
