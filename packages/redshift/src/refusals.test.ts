import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { readFailure } from "@cloudapi/core/internal";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { readConnection } from "./data-api/connection.ts";
import { sendPatiently } from "./data-api/send-patiently.ts";
import { requestFailure, statementFailure } from "./errors/classify-failure.ts";
import { buildCopy } from "./load/build-copy.ts";
import { inspectObject } from "./load/inspect-object.ts";
import { failedCheck, readCheck } from "./load/load-check.ts";
import { checkMode, type LoadMode } from "./load/load-mode.ts";
import { buildTimeSeries, inMonth } from "./series/build-time-series.ts";
import { eventRange } from "./sql/time-range.ts";
import { formatTypeReport, reportTypes } from "./tables/type-report.ts";
import { buildUnload } from "./unload/build-unload.ts";
import {
  checkCallOptions,
  checkStatement,
  checkTransaction,
} from "./warehouse/check-statements.ts";
import { contractShaper } from "./warehouse/contract-shaper.ts";

const LOGS = apiLogs as unknown as Dataset;

function orders(): Dataset {
  const schema = z.object({
    id: z.string(),
    weight: z.number(),
    tags: z.array(z.string()),
    at: z.iso.datetime().optional(),
  });
  return defineDataset({ name: "orders", schema }) as unknown as Dataset;
}

function refused(name: string, message: string, httpStatusCode?: number) {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
  return requestFailure(readFailure(error), error);
}

/** An S3 that has one object. */
function s3Of(content: string | Uint8Array): S3Client {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const send = (command: { readonly input: { readonly Range?: string } }) => {
    const [, from, to] = /(\d+)-(\d+)/.exec(command.input.Range ?? "") ?? [];
    const part = bytes.slice(Number(from ?? 0), Number(to ?? bytes.length) + 1);
    const Body = { transformToByteArray: () => Promise.resolve(part) };
    const facts = { ContentLength: bytes.length, ETag: '"e"' };
    return Promise.resolve(command instanceof GetObjectCommand ? { Body } : facts);
  };
  return { send } as unknown as S3Client;
}

function inspected(content: string) {
  return inspectObject(s3Of(content), LOGS, { bucket: "lake", key: "a.parquet" }, {});
}

/** A file of one row with the column `id`, by a contract whose hash is `another`. */
const PARQUET =
  "UEFSMRUGFQ4VDlwVAhUAFQIVABUEFQAAAAMBAQAAAGEVBBksSARyb290FQIAFQwlAhgCaWQlAAAWAhkcGRwmCBwVDBkVABkYAmlkFQAWAhY4FjgmCAAAFjgWAjY4ABkcGBZjbG91ZGFwaS5jb250cmFjdF9oYXNoGAdhbm90aGVyABgJaHlwYXJxdWV0GRwcAAAAcwAAAFBBUjE=";

function inspectedParquet(dataset: Dataset, acceptContracts: readonly string[]) {
  const s3 = s3Of(Uint8Array.from(Buffer.from(PARQUET, "base64")));
  return inspectObject(s3, dataset, { bucket: "lake", key: "a.parquet" }, { acceptContracts });
}

function people(): Dataset {
  const schema = z.object({ id: z.string() });
  return defineDataset({ name: "people", schema }) as unknown as Dataset;
}

function registered(rows: readonly (readonly string[])[]) {
  async function* pages() {
    yield await Promise.resolve({ rows });
  }
  return checked({ contract: 0 }, { pages });
}

function modeError(dataset: Dataset, mode: unknown) {
  return () => checkMode("load", dataset, mode as LoadMode);
}

function checked(changes: object, warehouse: object = {}) {
  const check = { staged: 3, already: 0, contract: 1, duplicates: 0, outside: 0, ...changes };
  const table = { schema: "public", name: "api_logs", sql: '"public"."api_logs"' };
  const plan = { expectedRows: 3, table };
  const load = { plan, dataset: LOGS, warehouse, signal: undefined };
  return failedCheck(check, load as unknown as Parameters<typeof failedCheck>[1]);
}

describe("how failures of statements are told apart", () => {
  it.each([
    ["ERROR: 1023 Serializable isolation violation on table", "SERIALIZATION_CONFLICT", true],
    ["deadlock detected", "DEADLOCK", true],
    ["too many connections", "WAREHOUSE_UNREACHABLE", true],
    ["Query cancelled on user's request", "STATEMENT_CANCELLED", false],
    ["value too long for type character varying(3)", "VALUE_TOO_LONG", false],
    ["permission denied for relation logs", "ACCESS_DENIED", false],
    ['relation "logs" does not exist', "NO_SUCH_TABLE", false],
    ["division by zero", "STATEMENT_FAILED", false],
  ])("by the words: %s", (words, code, retryable) => {
    expect(statementFailure(words, {})).toMatchObject({ code, retryable });
  });

  it("by the state before the words", () => {
    const error = statementFailure("syntax error", { sqlState: "40P01" });
    expect(error).toMatchObject({ code: "DEADLOCK", retryable: true, sqlState: "40P01" });
  });

  it("says that there was no reason", () => {
    expect(statementFailure(" ", {}).message).toBe("The statement failed: Redshift gave no reason");
  });
});

describe("how refusals of the Data API are told apart", () => {
  it.each([
    ["ThrottlingException", "Rate exceeded", 400, "THROTTLED", true],
    ["ActiveStatementsExceededException", "too many", 400, "THROTTLED", true],
    ["InternalServerException", "oh", 500, "WAREHOUSE_UNREACHABLE", true],
    ["DatabaseConnectionException", "The cluster is paused", 400, "WAREHOUSE_PAUSED", false],
    ["ResourceNotFoundException", "Query not there", 400, "NO_SUCH_STATEMENT", false],
    ["ValidationException", "no such thing", 400, "REQUEST_REFUSED", false],
    ["OtherException", "oh", 503, "WAREHOUSE_UNREACHABLE", true],
  ])("%s: %s", (name, words, status, code, retryable) => {
    const error = refused(name, words, status);
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).toContain(`The Data API refused the request (${name}): ${words}`);
  });

  it("a network that broke", () => {
    const cause = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const error = requestFailure(readFailure(cause), cause);
    expect(error).toMatchObject({ code: "WAREHOUSE_UNREACHABLE", retryable: true, cause });
    expect(error.message).toContain("was not reached: socket hang up");
  });

  it("sends again what passes, and not what doesn't", async () => {
    const throttled = Object.assign(new Error("slow"), { name: "ThrottlingException" });
    const answers = [() => Promise.reject(throttled), () => Promise.resolve("done")];
    const sent = sendPatiently(new AbortController().signal, () => answers.shift()?.() as never);
    await expect(sent).resolves.toBe("done");
    const invalid = Object.assign(new Error("no"), { $metadata: { httpStatusCode: 400 } });
    const refusal = sendPatiently(undefined, () => Promise.reject(invalid));
    await expect(refusal).rejects.toMatchObject({ code: "REQUEST_REFUSED", cause: invalid });
  });
});

describe("what is refused before anything is sent", () => {
  it("a database that is not told", () => {
    const database = "dev";
    expect(() => readConnection({ database })).toThrow("one of them");
    expect(() => readConnection({ database, workgroupName: "a b" })).toThrow('"a b" is not');
    expect(() => readConnection({ database: "", workgroupName: "w" })).toThrow("must be a name");
    const user = { database, workgroupName: "w", dbUser: "u" };
    expect(() => readConnection(user)).toThrow("dbUser is for clusters");
    expect(readConnection({ database, clusterIdentifier: "c", dbUser: "u" })).toEqual({
      Database: "dev",
      ClusterIdentifier: "c",
      DbUser: "u",
    });
  });

  it("transactions and statements beyond the limits", () => {
    const limits = { statements: 1, statementBytes: 10 };
    const checking = (statements: string[], resultOf?: number) => () =>
      checkTransaction({ statements, resultOf } as never, limits as never);
    expect(checking([])).toThrow("at least one statement");
    expect(checking(["SELECT 1"], 4)).toThrow("not 4");
    expect(checking(["SELECT 1", "SELECT 2"])).toThrow("A transaction of 2 statements");
    expect(checking([" "])).toThrow("text that is not empty");
    expect(() => checkStatement("SELECT 12345", limits as never)).toThrow("of 12 bytes");
    expect(() =>
      checkCallOptions("query", { signal: AbortSignal.abort(new Error("off")) }),
    ).toThrow("off");
  });

  it("modes that the contract has no columns for", () => {
    expect(modeError(LOGS, { mode: "merge" })).toThrow("mode must be { mode: ... }");
    expect(modeError(orders(), { mode: "overwritePartition" })).toThrow("has no partition rule");
    expect(modeError(orders(), { mode: "upsert", keys: [] })).toThrow("keys must be a list");
    expect(modeError(orders(), { mode: "upsert", keys: ["weight"] })).toThrow("is of type double");
    expect(modeError(orders(), { mode: "upsert", keys: ["tags"] })).toThrow('"tags" is nested');
    expect(modeError(orders(), { mode: "upsert", keys: ["id"], latestBy: "x" })).toThrow(
      '"x" is not a column',
    );
    expect(modeError(orders(), { mode: "scd2", keys: ["id"], validFrom: "at" })).toThrow(
      '"at" must be a required timestamp',
    );
  });

  it("a COPY of columns that aren't there, or twice", () => {
    const input = { manifest: "s3://lake/m", iamRole: "default" };
    expect(() => buildCopy(LOGS, { ...input, columns: ["x"] })).toThrow('"x" is not a column');
    expect(() => buildCopy(LOGS, { ...input, columns: ["endpoint", "ENDPOINT"] })).toThrow(
      "each once",
    );
    expect(buildCopy(orders(), input)).toBe(
      'COPY "public"."orders" ("id", "weight", "tags", "at")\nFROM \'s3://lake/m\'\nIAM_ROLE default\nFORMAT AS PARQUET SERIALIZETOJSON\nMANIFEST',
    );
  });

  it("an UNLOAD to no folder, or with files of no size", () => {
    const input = { to: "s3://lake/x/", iamRole: "default" };
    expect(() => buildUnload(LOGS, { ...input, to: "s3://lake/x" })).toThrow("end with a slash");
    expect(() => buildUnload(LOGS, { ...input, maxFileMb: 1 })).toThrow("from 5 to 6200, not 1");
    const sql = buildUnload(LOGS, { ...input, maxFileMb: 64, replace: true, from: "2025-01-15" });
    expect(sql).toContain(`WHERE "timestamp" >= CAST(''2025-01-15'' AS timestamp)')`);
    expect(sql.split("\n").slice(-2)).toEqual(["CLEANPATH", "MAXFILESIZE AS 64 MB"]);
  });

  it("months and times that are none", () => {
    expect(() => buildTimeSeries(orders(), { months: ["2025-01"] })).toThrow("no event time");
    expect(() => buildTimeSeries(LOGS, { months: [] })).toThrow("at least one");
    expect(() => buildTimeSeries(LOGS, { months: ["2025-13"] })).toThrow("a list of months");
    const both = { months: ["2025-01"], drop: ["2025-01"] };
    expect(() => buildTimeSeries(LOGS, both)).toThrow("kept and dropped at once");
    expect(inMonth(LOGS, "2025-12")).toBe(
      "\"timestamp\" >= CAST('2025-12-01 00:00:00.000' AS timestamp) AND \"timestamp\" < CAST('2026-01-01 00:00:00.000' AS timestamp)",
    );
    expect(() => eventRange("read", orders(), { from: "2025-01-01" })).toThrow("no event time");
    expect(() => eventRange("read", LOGS, { until: "soon" })).toThrow('not "soon"');
    expect(eventRange("read", LOGS, {})).toBeUndefined();
    expect(eventRange("read", LOGS, { until: "2025-01-15T10:00:00Z" })).toBe(
      "\"timestamp\" < CAST('2025-01-15 10:00:00.000' AS timestamp)",
    );
  });
});

describe("what is told of files, loads and rows", () => {
  it("objects that are no Parquet", async () => {
    const shape = { code: "NOT_PARQUET", objects: ["s3://lake/a.parquet"] };
    await expect(inspected("tiny")).rejects.toMatchObject(shape);
    await expect(inspected("id,name\n1,somebody\n")).rejects.toThrow("it does not end as one");
    await expect(inspected("PAR1 and then nothing at all PAR1")).rejects.toMatchObject(shape);
  });

  it("Parquet of another contract, and without the contract's columns", async () => {
    await expect(inspectedParquet(people(), [])).rejects.toMatchObject({
      code: "CONTRACT_MISMATCH",
      objects: ["s3://lake/a.parquet"],
    });
    await expect(inspectedParquet(LOGS, ["another"])).rejects.toThrow(
      "id is not in the contract; timestamp is required, and not there; endpoint is required",
    );
    await expect(inspectedParquet(people(), ["another"])).resolves.toMatchObject({
      rows: 1,
      columns: ["id"],
      keyValues: {},
      version: '"e"',
    });
  });

  it("a table that has another contract, or none", async () => {
    expect(await registered([])).toMatchObject({ code: "NOT_REGISTERED" });
    expect(await registered([["old"]])).toMatchObject({ code: "CONTRACT_MISMATCH" });
    expect(await registered([[LOGS.contractHash]])).toBeUndefined();
  });

  it("why nothing was loaded", async () => {
    expect(await checked({})).toBeUndefined();
    expect(await checked({ staged: 2 })).toMatchObject({ code: "ROWS_MISSING" });
    expect(await checked({ duplicates: 2 })).toMatchObject({ code: "DUPLICATE_KEYS" });
    expect(await checked({ outside: 2 })).toMatchObject({ code: "OUTSIDE_MONTHS" });
    const row = { rows: [["3", 0, 1, 0, 0]] } as unknown as Parameters<typeof readCheck>[0];
    expect(readCheck(row)).toMatchObject({ staged: 3, contract: 1, outside: 0 });
    expect(() => readCheck(undefined)).toThrow("The load's check gave no row");
  });

  it("types, line by line", () => {
    const report = reportTypes(LOGS);
    expect(report).toMatchObject({ dataset: "api_logs", refused: [] });
    expect(report.limited).toContain("endpoint");
    expect(formatTypeReport(report).split("\n")[1]).toBe(
      "  timestamp timestamp converted: a timestamp without zone, in UTC",
    );
  });

  it("rows that are not the contract's", () => {
    const columns = ["id", "WEIGHT", "tags", "at"].map((name) => ({ name })) as never[];
    const shape = contractShaper(orders(), columns);
    expect(shape(["a", 1, '["x"]', null])).toMatchObject({ id: "a", weight: 1, tags: ["x"] });
    expect(() => shape(["a", "heavy", "[]", null])).toThrow("Row 2 of the result is not one of");
    expect(() => contractShaper(orders(), columns.slice(1))).toThrow("gave no column id");
  });
});
