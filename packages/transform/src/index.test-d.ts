import { apiLogs, type Row } from "@cloudapi/core";
import { expectTypeOf, test } from "vitest";
import {
  computeEndpointMetrics,
  type EndpointMetrics,
  memorySink,
  toParquet,
  type WriteRowsReport,
  writeRows,
} from "./index.ts";

declare const rows: Row<typeof apiLogs>[];
declare const later: AsyncIterable<Row<typeof apiLogs>>;

test("what takes rows takes the contract's rows, now or later", () => {
  expectTypeOf(computeEndpointMetrics(rows)).toEqualTypeOf<EndpointMetrics[]>();
  expectTypeOf(computeEndpointMetrics(later)).toEqualTypeOf<Promise<EndpointMetrics[]>>();
  expectTypeOf(toParquet(apiLogs, rows)).toEqualTypeOf<Uint8Array>();
  expectTypeOf(toParquet(apiLogs, later)).toEqualTypeOf<Promise<Uint8Array>>();
});

test("writeRows takes the contract's rows, and null where a field may be absent", () => {
  const options = { sourceId: "db" };
  const row = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/a", status_code: 200 };
  expectTypeOf(
    writeRows(apiLogs, [rows], memorySink(), options),
  ).resolves.toEqualTypeOf<WriteRowsReport>();
  void writeRows(apiLogs, [[{ ...row, user_id: null }]], memorySink(), options);
  // @ts-expect-error a required field may not be null
  void writeRows(apiLogs, [[{ ...row, endpoint: null }]], memorySink(), options);
});
