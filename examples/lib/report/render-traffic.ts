import { sparkline } from "../terminal/bars.ts";
import { formatCount, formatDuration, formatShare } from "../terminal/format.ts";
import type { Page } from "../terminal/page.ts";
import type { Tone } from "../terminal/paint.ts";
import { type TextColumn, tableWidth, textTable } from "../terminal/text-table.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { DemoReport, Traffic, TrafficStep } from "./demo-report.ts";

/** A line of the view: the requests of one class of statuses, or of all. */
interface TrafficRow {
  readonly name: string;
  readonly requests: number;
  readonly perStep: readonly number[];
}

const GAP = 2;
const LEAST_STEPS = 8;
const TONES: Readonly<Record<string, Tone>> = {
  "2xx": "good",
  "3xx": "notice",
  "4xx": "warning",
  "5xx": "bad",
};

/** Requests over time: a line for each class of statuses that occurs, and for all where there are several. */
export function renderTraffic({ traffic }: DemoReport, { width, paint }: Page): string[] {
  if (traffic.steps.length === 0) return [];
  // Of all steps joined, the peak is as wide as it can be.
  const widest = trafficRows(traffic, traffic.steps.length);
  const columns = fittingColumns(widest, width);
  const room = Math.max(1, width - tableWidth(widest, columns) - GAP);
  const joined = Math.ceil(traffic.steps.length / room);
  const rows = trafficRows(traffic, joined);
  const over: TextColumn<TrafficRow> = {
    heading: timeHeading(traffic, { room, drawn: rows[0]?.perStep.length ?? 0, joined }),
    text: ({ perStep }) => sparkline(perStep),
    tone: ({ name }) => TONES[name],
  };
  const title = `Requests over time, UTC; a character is ${formatDuration(traffic.stepSeconds * joined)}`;
  const [first = "", ...more] = wrapText(title, width);
  return [paint("title", first), ...more, ...textTable(rows, [...columns, over], paint)];
}

/** Steps are joined when there are more of them than characters. */
function trafficRows({ steps }: Traffic, joined: number): TrafficRow[] {
  const names = [...new Set(steps.flatMap(({ requests }) => Object.keys(requests)))].toSorted();
  const classes = names.map((name) =>
    trafficRow(name, steps, joined, (step) => step.requests[name] ?? 0),
  );
  const all = trafficRow("all", steps, joined, ({ requests }) => sum(Object.values(requests)));
  return classes.length === 1 ? classes : [all, ...classes];
}

function trafficRow(
  ...[name, steps, joined, count]: [
    name: string,
    steps: readonly TrafficStep[],
    joined: number,
    count: (step: TrafficStep) => number,
  ]
): TrafficRow {
  const counts = steps.map(count);
  const perStep = Array.from({ length: Math.ceil(counts.length / joined) }, (_, i) =>
    sum(counts.slice(i * joined, (i + 1) * joined)),
  );
  return { name, requests: sum(counts), perStep };
}

/** In a narrow terminal the peak and then the share are left out. */
function fittingColumns(rows: readonly TrafficRow[], width: number): TextColumn<TrafficRow>[] {
  const total = Math.max(...rows.map(({ requests }) => requests));
  const columns: TextColumn<TrafficRow>[] = [
    { heading: "status", text: ({ name }) => name, tone: ({ name }) => TONES[name] },
    { heading: "requests", text: ({ requests }) => formatCount(requests), align: "right" },
    { heading: "share", text: ({ requests }) => formatShare(requests / total), align: "right" },
    {
      heading: "peak",
      text: ({ perStep }) => formatCount(Math.max(...perStep)),
      align: "right",
    },
  ];
  let fitting = columns;
  while (fitting.length > 1 && tableWidth(rows, fitting) + GAP + LEAST_STEPS > width)
    fitting = fitting.slice(0, -1);
  return fitting;
}

/** When the first and the last character of a line start, over these where there is room. */
function timeHeading(
  { steps, stepSeconds }: Traffic,
  { room, drawn, joined }: { room: number; drawn: number; joined: number },
): string {
  const digits = digitsOf(stepSeconds * joined);
  const first = told(steps[0], digits);
  const last = told(steps[(drawn - 1) * joined], digits);
  if (first.length > room) return "";
  // 2017-05-16 00:00 to 00:14
  const end =
    digits > DATE && first.slice(0, DATE) === last.slice(0, DATE) ? last.slice(DATE + 1) : last;
  if (drawn <= 1 || first.length + end.length + 4 > room) return first;
  const gap = drawn - first.length - end.length;
  return gap < 1 ? `${first} to ${end}` : first + " ".repeat(gap) + end;
}

const DATE = "2017-05-16".length;

/** How much of an ISO 8601 time tells one step from the next. */
function digitsOf(stepSeconds: number): number {
  if (stepSeconds >= 86_400) return DATE;
  return (stepSeconds >= 60 ? "2017-05-16 00:14" : "2017-05-16 00:14:30").length;
}

function told(step: TrafficStep | undefined, digits: number): string {
  return (step?.start ?? "").slice(0, digits).replace("T", " ");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
