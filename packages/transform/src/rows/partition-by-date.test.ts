import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { partitionByDate } from "./partition-by-date.ts";

const late = { timestamp: "2025-01-15T23:30:00-05:00", endpoint: "/late", status_code: 200 };
const early = { timestamp: "2025-01-15T00:00:00.000Z", endpoint: "/early", status_code: 200 };

it("puts rows under the UTC day's path, paths in order", () => {
  expect(partitionByDate([late, early], apiLogs)).toEqual(
    new Map([
      ["year=2025/month=01/day=15/", [early]],
      ["year=2025/month=01/day=16/", [late]],
    ]),
  );
});

it.each([
  [{}, "year=2025/month=01/day=16/"],
  [{ granularity: "hour" }, "year=2025/month=01/day=16/hour=04/"],
  [{ granularity: "month", layout: "plain" }, "2025/01/"],
  [{ granularity: "hour", layout: "hive-date" }, "dt=2025-01-16-04/"],
] as const)("by %j the path is %s", (options, path) => {
  expect([...partitionByDate([late], { eventTime: "timestamp", ...options }).keys()]).toEqual([
    path,
  ]);
});

it("takes dates without a time, and the rows' order within a partition stays", () => {
  const rows = [
    { on: "2025-01-16", n: 1 },
    { on: "2025-01-15", n: 2 },
    { on: "2025-01-16", n: 3 },
  ];
  const partitions = partitionByDate(rows, { eventTime: "on", layout: "hive-date" });
  expect(partitions.get("dt=2025-01-16/")).toEqual([rows[0], rows[2]]);
});

it("has one partition without a rule", () => {
  expect([...partitionByDate([late, early], { ...apiLogs, partition: undefined })]).toEqual([
    ["", [late, early]],
  ]);
});

it.each([
  [{ timestamp: "2025-02-30T00:00:00Z" }, TypeError, "timestamp is text in another format"],
  [{}, TypeError, "timestamp is missing; expected the text of an RFC 3339 date-time"],
  [{ timestamp: null }, TypeError, "timestamp is missing"],
  [{ timestamp: new Date(0) }, TypeError, "timestamp is a value of type object"],
  [{ timestamp: 1_736_899_200 }, TypeError, "timestamp is a value of type number"],
  [
    { timestamp: "1890-01-01T00:00:00Z" },
    RangeError,
    "timestamp lies outside the partition range 1970-01-01 to 2099-12-31",
  ],
])("refuses %j, by its number", (fault, kind, message) => {
  const partition = () => partitionByDate([early, fault as typeof early], apiLogs);
  expect(partition).toThrow(kind);
  expect(partition).toThrow(`row 2: ${message}`);
});

it("shows nothing of the rows that it refuses", () => {
  const secret = "4929-1234-5678-9012";
  for (const timestamp of [secret, [secret], { secret }, `2025-01-15 ${secret}`, Symbol(secret)]) {
    const partition = () => partitionByDate([{ timestamp }], apiLogs);
    expect(partition).toThrow(TypeError);
    expect(partition).not.toThrow(secret);
  }
  const outside = () => partitionByDate([{ timestamp: "1890-02-03T00:00:00Z" }], apiLogs);
  expect(outside).not.toThrow("1890");
});

it.each([undefined, null, 5, "text"])("refuses %j where a row is expected", (row) => {
  const rows = [{ at: "2025-01-15" }, row as never];
  const refused = new TypeError("partitionByDate: row 2 is not an object.");
  expect(() => partitionByDate(rows, { eventTime: "at" })).toThrow(refused);
});

it("refuses options it does not know", () => {
  expect(() => partitionByDate([], { eventTime: "t", granularity: "week" as never })).toThrow(
    "granularity must be one of day, hour, month",
  );
  expect(() => partitionByDate([], { eventTime: "t", layout: "flat" as never })).toThrow(
    "layout must be one of",
  );
  expect(() => partitionByDate([], { eventTime: "t", grain: "day" } as never)).toThrow(
    'unknown option "grain"',
  );
  expect(() => partitionByDate([], {} as never)).toThrow("eventTime must name the column");
  expect(() => partitionByDate([], undefined as never)).toThrow("pass a dataset, or { eventTime }");
  expect(() => partitionByDate("rows" as never, apiLogs)).toThrow("rows must be an iterable");
});
