import { expect, it } from "vitest";
import { emfLog } from "./emf-log.ts";

it("writes a request as a line of metrics, with what went wrong", () => {
  const lines: string[] = [];
  const log = emfLog({ write: (line) => lines.push(line), namespace: "Orders" });
  const record = {
    timeMs: 7,
    requestId: "r",
    method: "GET",
    route: undefined,
    path: "/none",
    latencyMs: 1.5,
    queries: 0,
    scannedBytes: 0,
    engineMs: 0,
    cachedQueries: 0,
    queryExecutionIds: [],
  };
  log({ ...record, status: 404, subject: "ann", code: "NOT_FOUND", error: undefined });
  log({
    ...record,
    status: 500,
    subject: undefined,
    code: undefined,
    error: new TypeError("x".repeat(5_000)),
  });
  const [refused, failed] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(refused).toMatchObject({
    _aws: { Timestamp: 7, CloudWatchMetrics: [{ Namespace: "Orders" }] },
    Route: "GET none",
    ClientErrors: 1,
    ServerErrors: 0,
    level: "info",
    subject: "ann",
    code: "NOT_FOUND",
  });
  expect(failed).toMatchObject({ ClientErrors: 0, ServerErrors: 1, level: "error" });
  expect(failed?.["error"]).toMatch(/^TypeError: x{3989}$/);
  expect(failed).not.toHaveProperty("subject");
});
