import { describe, expect, it } from "vitest";
import { validateApiLog } from "./api-logs/validate-api-log.ts";
import { validateResponseTime } from "./api-logs/validate-response-time.ts";
import { validateStatusCode } from "./api-logs/validate-status-code.ts";
import { validateTimestamp } from "./api-logs/validate-timestamp.ts";

describe("one value", () => {
  it.each([
    [
      validateTimestamp,
      [
        "2025-01-15T10:30:45Z",
        "2025-01-15T10:30:45.5+03:30",
        "2016-12-31T23:59:60Z",
        "1969-07-20T20:17:40Z",
      ],
      [
        "2025-02-30T10:30:45Z",
        "2025-01-15",
        "2025-01-15T10:30:45",
        "",
        1736937045,
        null,
        undefined,
        new Date(0),
      ],
    ],
    [
      validateStatusCode,
      [100, 200, 599],
      [99, 600, 200.5, "200", Number.NaN, null, undefined, true],
    ],
    [
      validateResponseTime,
      [0, 145, 0.5, 1e9],
      [-1, Number.NaN, Number.POSITIVE_INFINITY, "145", null, undefined, {}],
    ],
  ] as [
    (value: unknown) => {
      valid: boolean;
      value?: unknown;
      issues?: readonly { path: readonly unknown[]; message: string }[];
    },
    unknown[],
    unknown[],
  ][])("%#", (check, good, bad) => {
    for (const value of good) expect(check(value)).toEqual({ valid: true, value });
    for (const value of bad) {
      const result = check(value);
      expect(result.valid, String(value)).toBe(false);
      expect(result.issues).toHaveLength(1);
      expect(result.issues?.[0]?.path).toEqual([]);
    }
  });

  it("says what was expected and what was there", () => {
    expect(validateStatusCode(600)).toEqual({
      valid: false,
      issues: [
        {
          code: "too_big",
          path: [],
          expected: "at most 599",
          received: "600",
          message: "status_code: expected at most 599, received 600.",
        },
      ],
    });
  });
});

describe("one API log", () => {
  it("is its row, or all of its issues", () => {
    const record = {
      timestamp: "2025-01-15T10:30:45Z",
      endpoint: "/api/users",
      method: "GET",
      status_code: 200,
      response_time_ms: 145,
      user_id: "user_12345",
      ip_address: "192.168.1.100",
    };
    expect(validateApiLog(record)).toEqual({ valid: true, value: record });
    expect(validateApiLog({ ...record, extra: 1, user_id: null })).toEqual({
      valid: true,
      value: { ...record, user_id: undefined },
    });
    const bad = validateApiLog({
      timestamp: "yesterday",
      endpoint: "users",
      method: "FETCH",
      status_code: "200",
      response_time_ms: -1,
      user_id: "",
      ip_address: "1.2.3",
    });
    expect(bad.valid ? [] : bad.issues.map(({ path }) => path[0])).toEqual([
      "timestamp",
      "endpoint",
      "method",
      "status_code",
      "response_time_ms",
      "user_id",
      "ip_address",
    ]);
    for (const nothing of [null, undefined, 5, "x", []])
      expect(validateApiLog(nothing)).toMatchObject({
        valid: false,
        issues: [{ code: "not_an_object", path: [] }],
      });
  });
});
