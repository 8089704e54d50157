import { seededRandom } from "./random.ts";

/** What a sample is made of. */
export interface SampleOptions {
  readonly rows: number;
  /** Share of rows that break the contract, 0 to 1. */
  readonly badShare: number;
  readonly seed: number;
  readonly format: "ndjson" | "csv";
  /** When the three days begin, in milliseconds since 1970; default 13 January 2025. */
  readonly firstMs?: number;
}

const COLUMNS = [
  "timestamp",
  "endpoint",
  "method",
  "status_code",
  "response_time_ms",
  "user_id",
  "ip_address",
] as const;
const FIRST_MS = Date.UTC(2025, 0, 13);
const SPAN_MS = 3 * 86_400_000;

/** Endpoints with their share of the traffic and their typical response time in milliseconds. */
const ENDPOINTS = [
  { path: "/api/users", share: 0.3, typicalMs: 40 },
  { path: "/api/orders", share: 0.24, typicalMs: 85 },
  { path: "/api/products", share: 0.2, typicalMs: 30 },
  { path: "/api/search", share: 0.12, typicalMs: 210 },
  { path: "/api/checkout", share: 0.08, typicalMs: 320 },
  { path: "/health", share: 0.06, typicalMs: 2 },
] as const;

type LogRow = Record<(typeof COLUMNS)[number], string | number | null>;

/** Ways to break a row, one of which each bad row has. */
const FAULTS: readonly ((row: LogRow) => LogRow)[] = [
  (row) => ({ ...row, timestamp: "2025-02-30T10:00:00Z" }),
  (row) => ({ ...row, timestamp: String(row.timestamp).slice(0, -1) }),
  (row) => ({ ...row, status_code: 999 }),
  (row) => ({ ...row, status_code: null }),
  (row) => ({ ...row, response_time_ms: -1 }),
  (row) => ({ ...row, method: "FETCH" }),
  (row) => ({ ...row, ip_address: "10.0.0.300" }),
  (row) => ({ ...row, endpoint: String(row.endpoint).slice(1) }),
];

/** The lines of a sample log file, each with its line end; exactly `round(rows * badShare)` rows are bad. */
export function* generateLogs(options: SampleOptions): Generator<string> {
  const random = seededRandom(options.seed);
  const bad = chooseBad(options, random);
  if (options.format === "csv") yield `${COLUMNS.join(",")}\r\n`;
  for (let i = 0; i < options.rows; i++) {
    const row = goodRow(random, i / options.rows, options.firstMs ?? FIRST_MS);
    const fault = bad.has(i) ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
    yield lineOf(fault?.(row) ?? row, options.format);
  }
}

function chooseBad({ rows, badShare }: SampleOptions, random: () => number): ReadonlySet<number> {
  const chosen = new Set<number>();
  const wanted = Math.round(rows * badShare);
  while (chosen.size < wanted) chosen.add(Math.floor(random() * rows));
  return chosen;
}

function goodRow(random: () => number, progress: number, firstMs: number): LogRow {
  const endpoint = pickEndpoint(random());
  const jitterMs = (random() - 0.5) * 60_000;
  const atMs = firstMs + Math.min(SPAN_MS - 1, Math.max(0, progress * SPAN_MS + jitterMs));
  return {
    timestamp: new Date(atMs).toISOString(),
    endpoint: endpoint.path,
    method: random() < 0.75 ? "GET" : "POST",
    status_code: statusOf(random()),
    response_time_ms: random() < 0.01 ? null : responseTime(endpoint.typicalMs, random),
    user_id: random() < 0.1 ? null : `user_${Math.floor(random() * 20_000)}`,
    ip_address: `10.${byte(random)}.${byte(random)}.${byte(random)}`,
  };
}

function pickEndpoint(point: number): (typeof ENDPOINTS)[number] {
  let sum = 0;
  for (const endpoint of ENDPOINTS) {
    sum += endpoint.share;
    if (point < sum) return endpoint;
  }
  return ENDPOINTS[0];
}

function statusOf(point: number): number {
  if (point < 0.93) return 200;
  if (point < 0.96) return 404;
  return point < 0.99 ? 400 : 500;
}

/** Log-normal, as response times are: most near the typical one, a long tail above. */
function responseTime(typicalMs: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(typicalMs * Math.exp(0.5 * normal) * 1000) / 1000;
}

function byte(random: () => number): number {
  return Math.floor(random() * 256);
}

function lineOf(row: LogRow, format: "ndjson" | "csv"): string {
  if (format === "ndjson") return `${JSON.stringify(row)}\n`;
  return `${COLUMNS.map((name) => row[name] ?? "").join(",")}\r\n`;
}
