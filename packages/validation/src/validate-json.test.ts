import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { validateJson } from "./validate-json.ts";

const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}';

describe("the report", () => {
  it("counts everything and keeps the first rejected rows", async () => {
    const report = await validateJson(
      apiLogs,
      `${GOOD}\n{"endpoint":"x"}\nnonsense\n${GOOD.replace("200", "99")}\n`,
      { maxRejections: 2 },
    );
    expect(report).toEqual({
      valid: false,
      format: "json-lines",
      dataset: "api_logs",
      contractHash: apiLogs.contractHash,
      rowsIn: 4,
      rowsFiltered: 0,
      rowsAdded: 0,
      rowsValid: 1,
      rowsRejected: 3,
      rejectedByCode: { required: 1, invalid_json: 1, too_small: 1 },
      rejections: [
        {
          line: 2,
          byteOffset: 79,
          byteLength: 16,
          raw: '{"endpoint":"x"}',
          rawTruncated: false,
          issuesOmitted: 0,
          issues: [
            {
              code: "required",
              path: ["timestamp"],
              expected: "a value",
              received: "nothing",
              message: "timestamp: a value is required; the field is absent, null or empty.",
            },
            {
              code: "invalid_format",
              path: ["endpoint"],
              expected: 'text that starts with "/"',
              received: '"x"',
              message: 'endpoint: expected text that starts with "/", received "x".',
            },
            {
              code: "required",
              path: ["status_code"],
              expected: "a value",
              received: "nothing",
              message: "status_code: a value is required; the field is absent, null or empty.",
            },
          ],
        },
        {
          line: 3,
          byteOffset: 96,
          byteLength: 8,
          raw: "nonsense",
          rawTruncated: false,
          issuesOmitted: 0,
          issues: [
            {
              code: "invalid_json",
              path: [],
              expected: "a value",
              received: "nonsense",
              message: "The record is not JSON: expected a value, found nonsense at column 1.",
            },
          ],
        },
      ],
      problems: [],
      warnings: [],
      unknownFields: {},
      timestampsTruncated: 0,
      bytesRead: 79 + 17 + 9 + 78,
    });
  });

  it("is valid when nothing is wrong", async () => {
    expect(await validateJson(apiLogs, `[${GOOD}]`)).toMatchObject({
      valid: true,
      format: "json-array",
      rowsIn: 1,
      rejections: [],
    });
  });

  it("keeps of a rejected row at most 8 KiB, never half of a character, and at most 100 issues", async () => {
    const report = await validateJson(apiLogs, `{"x":"${"é".repeat(20_000)}"}`);
    expect(report.rejections[0]).toMatchObject({ rawTruncated: true, byteLength: 40_008 });
    expect(report.rejections[0]?.raw).toBe(`{"x":"${"é".repeat(4093)}`);
  });
});

it("what is dropped of most records is a warning of the report", async () => {
  const report = await validateJson(apiLogs, `${GOOD.slice(0, -1)},"user":{"id":1}}\n`);
  expect(report.valid).toBe(true);
  expect(report.warnings.map(({ code }) => code)).toEqual(["dropped_fields"]);
});

describe("listeners", () => {
  it("hear every row in order, and are awaited", async () => {
    const heard: string[] = [];
    let isBusy = false;
    const slow = async (text: string) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await Promise.resolve();
      isBusy = false;
      heard.push(text);
    };
    await validateJson(apiLogs, `${GOOD}\n1\n${GOOD}\n2\n`, {
      maxRejections: 0,
      onRecord: (row, { line, byteOffset }) => slow(`${line}@${byteOffset} ${row.endpoint}`),
      onRejection: ({ line, raw }) => slow(`${line} ${raw}`),
    });
    expect(heard).toEqual(["1@0 /api/users", "2 1", "3@81 /api/users", "4 2"]);
  });

  it("stop the validation by throwing", async () => {
    const failure = new Error("disk full");
    await expect(
      validateJson(apiLogs, `${GOOD}\n`, {
        onRecord: () => {
          throw failure;
        },
      }),
    ).rejects.toBe(failure);
    await expect(
      validateJson(apiLogs, "x\n", { onRejection: () => Promise.reject(failure) }),
    ).rejects.toBe(failure);
  });

  it("get the whole text of a rejected row", async () => {
    const lengths: number[] = [];
    await validateJson(apiLogs, `{"x":"${"y".repeat(50_000)}"}`, {
      onRejection: ({ raw, rawTruncated }) => lengths.push(raw.length, Number(rawTruncated)),
    });
    expect(lengths).toEqual([50_008, 0]);
  });
});

describe("stopping", () => {
  it("rejects with the signal's reason, midway too", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const source = (async function* () {
      for (;;) {
        yield Buffer.from(`${GOOD}\n`.repeat(1000));
        await Promise.resolve();
      }
    })();
    const running = validateJson(apiLogs, source, {
      signal: controller.signal,
      onProgress: ({ rowsIn }) => {
        if (rowsIn > 5000) controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
  });

  it("rejects with what the source throws", async () => {
    const failure = new Error("connection lost");
    const source = (async function* () {
      yield Buffer.from(`${GOOD}\n`);
      await Promise.resolve();
      throw failure;
    })();
    await expect(validateJson(apiLogs, source)).rejects.toBe(failure);
  });
});

describe("memory", () => {
  it("does not grow with what is rejected", async () => {
    const chunk = Buffer.from(`{"unknown_field_with_a_name":"${"x".repeat(5000)}"}\n`.repeat(200));
    const source = (async function* () {
      for (let count = 0; count < 60; count++) {
        yield chunk;
        await Promise.resolve();
      }
    })();
    const before = process.memoryUsage().rss;
    const report = await validateJson(apiLogs, source);
    expect(report).toMatchObject({
      rowsRejected: 12_000,
      unknownFields: { unknown_field_with_a_name: 12_000 },
    });
    expect(report.rejections.length).toBe(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });
});
