import { expect, it } from "vitest";
import { computeEndpointMetrics, type RequestRow } from "./compute-endpoint-metrics.ts";

function row(endpoint: string, more: Partial<RequestRow> = {}): RequestRow {
  return { timestamp: "2025-01-15T10:00:00Z", endpoint, status_code: 200, ...more };
}

it("computes the metrics of an endpoint", () => {
  const rows = [
    row("/api/users", { response_time_ms: 100 }),
    row("/api/users", { response_time_ms: 150 }),
  ];
  expect(computeEndpointMetrics(rows)).toEqual([
    {
      endpoint: "/api/users",
      requestCount: 2,
      averageResponseTimeMs: 125,
      p50: 125,
      p95: 147.5,
      p99: 149.5,
      errorRate: 0,
      requestsPerMinute: 2,
    },
  ]);
});

it("counts a status of 400 and above as an error", () => {
  const rows = [200, 399, 400, 500].map((status_code) => row("/a", { status_code }));
  expect(computeEndpointMetrics(rows)[0]?.errorRate).toBe(0.5);
});

it("leaves unknown response times out of average and percentiles, and has null when none is known", () => {
  const [a, b] = computeEndpointMetrics([
    row("/a", { response_time_ms: 10 }),
    row("/a", { response_time_ms: null }),
    row("/a"),
    row("/b"),
  ]);
  expect(a).toMatchObject({ requestCount: 3, averageResponseTimeMs: 10, p50: 10, p99: 10 });
  expect(b).toMatchObject({
    requestCount: 1,
    averageResponseTimeMs: null,
    p50: null,
    p95: null,
    p99: null,
  });
});

it("measures minutes from the first to the last event of all rows, in whatever order and offset they come", () => {
  const rows = [
    row("/a", { timestamp: "2025-01-15T10:10:00Z" }),
    row("/b", { timestamp: "2025-01-15T11:00:00+01:00" }),
    row("/a", { timestamp: "2025-01-15T10:05:00Z" }),
  ];
  expect(computeEndpointMetrics(rows).map(({ requestsPerMinute }) => requestsPerMinute)).toEqual([
    0.2, 0.1,
  ]);
});

it("puts the most requested first, then goes by code point", () => {
  const rows = ["/\uFFFD", "/\u{1F600}", "/b", "/b", "/a"].map((endpoint) => row(endpoint));
  expect(computeEndpointMetrics(rows).map(({ endpoint }) => endpoint)).toEqual([
    "/b",
    "/a",
    "/\uFFFD",
    "/\u{1F600}",
  ]);
});

it("keeps endpoints apart that are JavaScript's own names", () => {
  const rows = ["__proto__", "constructor", "__proto__"].map((endpoint) => row(endpoint));
  expect(
    computeEndpointMetrics(rows).map(({ endpoint, requestCount }) => [endpoint, requestCount]),
  ).toEqual([
    ["__proto__", 2],
    ["constructor", 1],
  ]);
});

it("gives the same for an async iterable, as a promise", async () => {
  const rows = Array.from({ length: 50 }, (_, i) => row(`/${i % 3}`, { response_time_ms: i }));
  async function* later(): AsyncGenerator<RequestRow> {
    yield* rows;
  }
  expect(await computeEndpointMetrics(later())).toEqual(computeEndpointMetrics(rows));
});

it("of no rows is empty", () => {
  expect(computeEndpointMetrics([])).toEqual([]);
});

it.each([
  [
    { timestamp: "yesterday" },
    "row 2: timestamp is text in another format; expected an RFC 3339 date-time",
  ],
  [{ endpoint: undefined }, "row 2: endpoint is missing; expected a string"],
  [{ status_code: "200" }, "row 2: status_code is text; expected a number"],
  [{ status_code: {} }, "row 2: status_code is a value of type object; expected a number"],
  [
    { response_time_ms: Number.NaN },
    "row 2: response_time_ms is NaN; expected a finite number or null",
  ],
])("refuses a row with %j, by its number and without its values", (fault, message) => {
  expect(() =>
    computeEndpointMetrics([row("/a"), { ...row("/a"), ...fault } as RequestRow]),
  ).toThrow(message);
});

it("refuses what is not an iterable of rows", () => {
  expect(() => computeEndpointMetrics(5 as never)).toThrow(TypeError);
  expect(() => computeEndpointMetrics("text" as never)).toThrow(TypeError);
  expect(() => computeEndpointMetrics([null] as never)).toThrow("row 1");
});
