import { apiLogs, decimal, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import { compileRecordChecker } from "./compile-record-checker.ts";

const good = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 };

function checkLog(change: Record<string, unknown>) {
  return compileRecordChecker(apiLogs).check({ ...good, ...change });
}

function codesOf(change: Record<string, unknown>): string[] {
  const result = checkLog(change);
  return result.valid ? [] : result.issues.map(({ code, path }) => `${path.join(".")}:${code}`);
}

function checkOne(schema: z.ZodType, value: unknown) {
  return compileRecordChecker(defineDataset({ name: "t", schema: z.object({ a: schema }) })).check({
    a: value,
  });
}

function valueOf(schema: z.ZodType, value: unknown): unknown {
  const result = checkOne(schema, value);
  return result.valid ? result.value["a"] : result.issues.map(({ code }) => code).join();
}

describe("api logs", () => {
  it("keeps a valid record as it was written", () => {
    const record = {
      ...good,
      method: "GET",
      response_time_ms: 145,
      user_id: "user_12345",
      ip_address: "192.168.1.100",
    };
    expect(compileRecordChecker(apiLogs).check(record)).toMatchObject({
      valid: true,
      value: record,
      unknownFields: [],
      eventTimeMs: Date.UTC(2025, 0, 15, 10, 30, 45),
    });
  });

  it.each([
    [{ timestamp: "2025-02-30T10:30:45Z" }, ["timestamp:invalid_format"]],
    [{ timestamp: 1736937045 }, ["timestamp:invalid_type"]],
    [{ timestamp: "1969-12-31T23:59:59Z" }, ["timestamp:out_of_partition_range"]],
    [{ endpoint: "api" }, ["endpoint:invalid_format"]],
    [{ endpoint: "/\ud800" }, ["endpoint:invalid_format"]],
    [{ status_code: 99 }, ["status_code:too_small"]],
    [{ status_code: 600 }, ["status_code:too_big"]],
    [{ status_code: 200.5 }, ["status_code:invalid_type"]],
    [{ status_code: "200" }, ["status_code:invalid_type"]],
    [{ status_code: null }, ["status_code:required"]],
    [{ method: "get" }, ["method:invalid_value"]],
    [{ response_time_ms: -1 }, ["response_time_ms:too_small"]],
    [{ response_time_ms: Number.POSITIVE_INFINITY }, ["response_time_ms:invalid_type"]],
    [{ user_id: "" }, ["user_id:too_small"]],
    [{ ip_address: "10.0.0.1,10.0.0.2" }, ["ip_address:invalid_format"]],
    [{ ip_address: "2001:db8::1" }, []],
    [{ method: null, response_time_ms: null, user_id: null, ip_address: null }, []],
    [
      { timestamp: null, endpoint: 1, status_code: 1000, method: "X" },
      [
        "timestamp:required",
        "endpoint:invalid_type",
        "method:invalid_value",
        "status_code:too_big",
      ],
    ],
  ])("%j gives %j", (change, codes) => {
    expect(codesOf(change)).toEqual(codes);
  });

  it("drops and names unknown fields, __proto__ and constructor among them", () => {
    const record: unknown = JSON.parse(
      `{"__proto__":{"x":1},"constructor":1,${JSON.stringify(good).slice(1)}`,
    );
    const result = compileRecordChecker(apiLogs).check(record);
    expect(result).toMatchObject({
      valid: true,
      value: good,
      unknownFields: ["__proto__", "constructor"],
    });
    expect(Object.getPrototypeOf(result.valid ? result.value : {})).toBe(Object.prototype);
  });

  it("says what, where, what was expected and what was found", () => {
    const result = checkLog({ timestamp: "2025-02-30T10:30:45Z" });
    expect(result.valid ? "" : result.issues[0]?.message).toBe(
      'timestamp: expected an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z, received "2025-02-30T10:30:45Z": 2025-02-30 is not in the calendar.',
    );
  });

  it("cuts what was received", () => {
    const result = checkLog({ endpoint: "x".repeat(1_000_000) });
    expect(result.valid ? 0 : result.issues[0]?.received?.length).toBeLessThanOrEqual(101);
  });

  it.each([null, undefined, 1, "x", [good], true])("refuses %j as a record", (record) => {
    const result = compileRecordChecker(apiLogs).check(record);
    expect(result.valid ? [] : result.issues.map(({ code }) => code)).toEqual(["not_an_object"]);
  });

  it("counts timestamps with finer digits", () => {
    expect(checkLog({ timestamp: "2025-01-15T10:30:45.1234Z" })).toMatchObject({
      valid: true,
      truncatedTimestamps: 1,
    });
  });
});

describe("types", () => {
  it.each([
    [z.int64(), 5, 5n],
    [z.int64(), "9223372036854775807", 2n ** 63n - 1n],
    [z.int64(), 2n ** 63n, "too_big"],
    [z.int64(), -(2n ** 63n) - 1n, "too_small"],
    [z.int64(), 2 ** 53, "invalid_type"],
    [z.int64(), 1.5, "invalid_type"],
    [z.int64().min(10n), 5, "too_small"],
    [z.int(), 2 ** 53, "too_big"],
    [z.int(), 2 ** 53 - 1, 2 ** 53 - 1],
    [z.int32(), 2 ** 31, "too_big"],
    [z.int32(), 12n, 12],
    [z.number(), 10n ** 30n, 1e30],
    [decimal(10, 2), 12.5, "12.50"],
    [decimal(10, 2), "0012.5", "12.50"],
    [decimal(10, 2), "12.555", "invalid_format"],
    [decimal(4, 2), "123", "too_big"],
    [decimal(10, 7), 1e-7, "0.0000001"],
    [decimal(38, 0), 1e21, `1${"0".repeat(21)}`],
    [decimal(10, 2), true, "invalid_type"],
    [decimal(10, 2), Number.NaN, "invalid_type"],
    [decimal(5, 1), "abc", "invalid_format"],
    [z.iso.date(), "2024-02-29", "2024-02-29"],
    [z.iso.date(), "2025-02-29", "invalid_format"],
    [z.iso.date(), 5, "invalid_type"],
    [z.iso.datetime(), "2025-01-15T10:30:45Z", "2025-01-15T10:30:45Z"],
    [z.iso.datetime(), "2025-01-15T10:30:45+01:00", "invalid_format"],
    [z.iso.datetime({ precision: 3 }), "2025-01-15T10:30:45Z", "invalid_format"],
    [z.iso.datetime({ precision: 3 }), "2025-01-15T10:30:45.120Z", "2025-01-15T10:30:45.120Z"],
    [z.iso.datetime({ offset: true }).startsWith("2025"), "2024-01-15T10:30:45Z", "invalid_format"],
    [z.boolean(), "true", "invalid_type"],
    [z.string().trim(), " a ", "a"],
    [z.enum(["a"]), "b", "invalid_value"],
    [z.string().refine((text) => text !== "no"), "no", "custom"],
    [z.float32(), 1e39, "too_big"],
    [z.number().multipleOf(5), 7, "not_multiple_of"],
  ] as [z.ZodType, unknown, unknown][])("case %#: %j of %s", (schema, value, expected) => {
    expect(valueOf(schema, value)).toEqual(expected);
  });

  it("treats absent and null alike, in each of the three ways", () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({
        o: z.string().optional(),
        n: z.string().nullable(),
        d: z.string().default("x"),
      }),
    });
    const { check } = compileRecordChecker(dataset);
    expect(check({})).toMatchObject({ valid: true, value: { n: null, d: "x" } });
    expect(check({ o: null, n: null, d: null })).toEqual(check({}));
    expect(Object.keys((check({}) as { value: object }).value)).toEqual(["n", "d"]);
  });

  it("lets an optional timestamp or date without further checks be absent", () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({
        at: z.iso.datetime().optional(),
        on: z.iso.date().optional(),
        n: z.iso.date().nullable(),
      }),
    });
    expect(compileRecordChecker(dataset).check({})).toMatchObject({
      valid: true,
      value: { n: null },
    });
  });
});

describe("records as a whole", () => {
  const period = z
    .strictObject({ from: z.int32(), to: z.int32() })
    .refine(({ from, to }) => from <= to, { error: "from must not be after to", path: ["to"] });
  const { check } = compileRecordChecker(defineDataset({ name: "t", schema: period }));

  it("runs checks over several fields once each field is right", () => {
    expect(check({ from: 1, to: 2 }).valid).toBe(true);
    expect(check({ from: 2, to: 1 })).toMatchObject({
      valid: false,
      issues: [{ code: "custom", path: ["to"], message: "to: from must not be after to." }],
    });
    expect(check({ from: "2", to: 1 })).toMatchObject({
      issues: [{ code: "invalid_type", path: ["from"] }],
    });
  });

  it("rejects unknown fields of a strict contract, beside the other issues", () => {
    expect(check({ from: 1, to: 2, a: 1 })).toMatchObject({
      issues: [{ code: "unrecognized_keys" }],
    });
    expect(check({ from: 1, a: 1 })).toMatchObject({
      issues: [{ code: "required" }, { code: "unrecognized_keys" }],
    });
  });

  it("refuses asynchronous checks with a clear error", () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({ a: z.string().refine(() => Promise.resolve(true)) }),
    });
    expect(() => compileRecordChecker(dataset).check({ a: "x" })).toThrow("asynchronous");
  });

  it("checks 10,000 columns", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const dataset = defineDataset({
      name: "t",
      schema: z.object(Object.fromEntries(names.map((name) => [name, z.int32()]))),
    });
    const result = compileRecordChecker(dataset).check(
      Object.fromEntries(names.map((name, i) => [name, i === 9_999 ? "x" : i])),
    );
    expect(result.valid ? [] : result.issues.map(({ path }) => path)).toEqual([["c9999"]]);
  });
});

describe("a check that throws", () => {
  const secret = "4929-1234";
  const json = z.string().refine((text) => JSON.parse(text) !== null);
  const dataset = defineDataset({ name: "t", schema: z.object({ n: z.int32(), json }) });

  it("is an error with a code, which quotes nothing of the record", () => {
    const { check } = compileRecordChecker(dataset);
    expect(check({ n: 1, json: "{}" }).valid).toBe(true);
    const bad = () => check({ n: 2, json: secret });
    expect(bad).toThrow(
      expect.objectContaining({
        code: "CHECK_THREW",
        cause: expect.any(SyntaxError) as Error,
        message: expect.stringContaining('A check of dataset "t" threw (SyntaxError,') as string,
      }),
    );
    expect(bad).not.toThrow(secret);
  });

  it("is told with its line", async () => {
    const text = `n,json\n1,{}\n2,${secret}\n`;
    await expect(async () => {
      for await (const _ of readCheckedRecords(dataset, text));
    }).rejects.toThrow("instead of giving a verdict, on line 3. Correct the check");
  });

  it("is asked about records alone, not about the header of a CSV file", async () => {
    const schema = z.strictObject({
      a: z
        .string()
        .optional()
        .refine((text) => (text as string).length > 0),
      b: z.int32(),
    });
    const optional = defineDataset({ name: "t", schema });
    for (const text of ["a,b\nx,1\n", '{"a":"x","b":1}\n', "a,b,c\nx,1,\n"]) {
      for await (const { records } of readCheckedRecords(optional, text))
        expect(records.map(({ valid }) => valid)).toEqual([!text.includes("c")]);
    }
  });
});

it("knows the fields that every record needs, before it has seen one", () => {
  const schema = z.object({
    a: z.string(),
    b: z.string().optional(),
    c: z.string().nullable(),
    d: z.string().default("x"),
    e: z.readonly(z.enum(["x"])),
  });
  const { requiredFields, check } = compileRecordChecker(defineDataset({ name: "t", schema }));
  expect(requiredFields).toEqual(["a", "e"]);
  expect(check({})).toMatchObject({ issues: requiredFields.map((name) => ({ path: [name] })) });
});
