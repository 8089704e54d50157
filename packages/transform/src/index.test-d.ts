import { apiLogs, type Row } from "@cloudapi/core";
import { expectTypeOf, test } from "vitest";
import { computeEndpointMetrics, type EndpointMetrics, toParquet } from "./index.ts";

declare const rows: Row<typeof apiLogs>[];
declare const later: AsyncIterable<Row<typeof apiLogs>>;

test("what takes rows takes the contract's rows, now or later", () => {
  expectTypeOf(computeEndpointMetrics(rows)).toEqualTypeOf<EndpointMetrics[]>();
  expectTypeOf(computeEndpointMetrics(later)).toEqualTypeOf<Promise<EndpointMetrics[]>>();
  expectTypeOf(toParquet(apiLogs, rows)).toEqualTypeOf<Uint8Array>();
  expectTypeOf(toParquet(apiLogs, later)).toEqualTypeOf<Promise<Uint8Array>>();
});
