import { formatCount, formatShare } from "../terminal/format.ts";
import type { Tone } from "../terminal/paint.ts";
import type { TextColumn } from "../terminal/text-table.ts";
import type { EndpointRow } from "./demo-report.ts";

/** A column of numbers. In a narrow terminal those of least weight are left out first. */
export interface NumberColumn extends TextColumn<EndpointRow> {
  readonly weight: number;
  readonly value: (row: EndpointRow) => number | null;
}

/** The numbers of endpoints, with the rate in the unit that suits them. */
export function numberColumns(rows: readonly EndpointRow[]): NumberColumn[] {
  const rate = rateUnit(Math.max(...rows.map((row) => row.requestsPerMinute)));
  return [
    column("requests", 9, (row) => row.requestCount, formatCount),
    column("avg ms", 3, (row) => row.averageResponseTimeMs, milliseconds),
    column("p50", 6, (row) => row.p50, milliseconds),
    column("p95", 7, (row) => row.p95, milliseconds),
    column("p99", 4, (row) => row.p99, milliseconds),
    column("errors", 8, (row) => row.errorRate, formatShare, errorTone),
    ...(rate === undefined
      ? []
      : [column(rate.heading, 2, (row) => row.requestsPerMinute * rate.minutes, twoDigits)]),
  ];
}

function column(
  ...[heading, weight, value, format, tone]: [
    heading: string,
    weight: number,
    value: NumberColumn["value"],
    format: (value: number) => string,
    tone?: (value: number) => Tone | undefined,
  ]
): NumberColumn {
  return {
    heading,
    weight,
    value,
    align: "right",
    text: (row) => told(value(row), format) ?? "-",
    tone: (row) => (tone === undefined ? undefined : told(value(row), tone)),
  };
}

function told<T>(value: number | null, tell: (value: number) => T): T | undefined {
  return value === null ? undefined : tell(value);
}

function milliseconds(value: number): string {
  return value < 999.95 ? value.toFixed(1) : formatCount(Math.round(value));
}

function twoDigits(value: number): string {
  return value < 999.995 ? value.toFixed(2) : formatCount(Math.round(value));
}

function errorTone(rate: number): Tone | undefined {
  if (rate >= 0.25) return "bad";
  return rate >= 0.01 ? "warning" : undefined;
}

const RATE_UNITS = [
  { heading: "req/min", minutes: 1 },
  { heading: "req/h", minutes: 60 },
  { heading: "req/day", minutes: 24 * 60 },
];

/** Minutes, unless all rates would be less than a tenth; then hours, then days, then no rate. */
function rateUnit(mostPerMinute: number): (typeof RATE_UNITS)[number] | undefined {
  return RATE_UNITS.find(({ minutes }) => mostPerMinute * minutes >= 0.1);
}
