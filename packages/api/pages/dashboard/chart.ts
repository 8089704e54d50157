import type UPlot from "uplot";
import { bucketName } from "./buckets.ts";
import { dataTable } from "./data-table.ts";
import { element } from "./element.ts";
import { formatDay, formatShort, formatTime } from "./format.ts";

declare const uPlot: typeof UPlot;

/** One line, or one colour of the bars. */
export interface Series {
  readonly label: string;
  /** For each bucket; null where there is nothing to say. */
  readonly values: readonly (number | null)[];
  /** Which of the colours; default its place among the series. */
  readonly colour?: "error" | number;
}

/** A chart over time. */
export interface ChartInput {
  readonly title: string;
  readonly kind: "lines" | "bars" | "stacked";
  /** Starts of buckets, in milliseconds. */
  readonly starts: readonly number[];
  readonly bucketMs: number;
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
  /** Of the numbers beside the axis; default short counts. */
  readonly axis?: (value: number) => string;
  /** Steps that the axis may go by; default those of decimal numbers. */
  readonly steps?: readonly number[];
  /** Called with a range that was chosen by dragging. */
  readonly onRange?: (from: string, to: string) => void;
}

const HEIGHT = 220;

/** A figure with a chart, a legend that tells the values under the pointer, and the same figures as a table. */
export function chart(input: ChartInput): HTMLElement {
  const place = element("div", { class: "plot", role: "img", "aria-label": summaryOf(input) });
  const { list, tell } = legend(input);
  const figure = element(
    "figure",
    { class: "card chart" },
    element("figcaption", {}, element("h2", {}, input.title), list),
    place,
    asTable(input),
  );
  let isDrawn = false;
  // Drawn once it has a width, anew with each theme and width, until another view takes its place.
  const draw = () => {
    if (isDrawn && !place.isConnected) {
      resizes.disconnect();
      document.removeEventListener("themechange", draw);
    }
    const width = Math.floor(place.clientWidth);
    if (width < 1) return;
    isDrawn = true;
    place.replaceChildren();
    const plot = new uPlot(optionsOf(input, width, tell), dataOf(input), place);
    plot.root.setAttribute("aria-hidden", "true");
  };
  const resizes = new ResizeObserver(draw);
  resizes.observe(place);
  document.addEventListener("themechange", draw);
  return figure;
}

function optionsOf(
  { kind, starts, series, axis = formatShort, steps, bucketMs, onRange }: ChartInput,
  width: number,
  tell: (index: number | null) => void,
): UPlot.Options {
  const grid = { stroke: colour("--border"), width: 1 };
  const text = { stroke: colour("--muted"), font: "12px system-ui, sans-serif", grid, ticks: grid };
  const bars = kind === "lines" ? undefined : uPlot.paths.bars?.({ size: [0.8, 80], align: 1 });
  return {
    width,
    height: HEIGHT,
    ms: 1,
    tzDate: (ms) => uPlot.tzDate(new Date(ms), "Etc/UTC"),
    legend: { show: false },
    cursor: { drag: { x: onRange !== undefined, y: false, setScale: false } },
    // To the end of the last bucket, which bars are drawn up to.
    scales: {
      x: { range: [starts[0] ?? 0, (starts.at(-1) ?? 0) + bucketMs] },
      y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      {
        ...text,
        space: 70,
        incrs: timeSteps(bucketMs),
        values: (_plot, at) => at.map((ms) => tick(ms, bucketMs)),
      },
      {
        ...text,
        ...(steps && { incrs: [...steps] }),
        size: 62,
        values: (_plot, values) => values.map((value) => axis(value)),
      },
    ],
    series: [
      {},
      ...series.map((each, index) => ({
        label: each.label,
        stroke: colour(colourName(each, index)),
        width: kind === "lines" ? 2 : 0,
        ...(bars && { paths: bars, fill: colour(colourName(each, index)) }),
        points: {
          show: kind === "lines" && each.values.filter((value) => value !== null).length < 3,
        },
      })),
    ],
    hooks: {
      setCursor: [(plot) => tell(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width: chosen } = plot.select;
          if (chosen < 4 || onRange === undefined) return;
          const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + chosen, "x")];
          onRange(
            new Date(Math.floor(from / bucketMs) * bucketMs).toISOString(),
            new Date(Math.ceil(to / bucketMs) * bucketMs).toISOString(),
          );
        },
      ],
    },
  };
}

/** Of stacked bars the highest is drawn first, and each covers what is below it. */
function dataOf({ kind, starts, series }: ChartInput): UPlot.AlignedData {
  if (kind !== "stacked") return [[...starts], ...series.map(({ values }) => [...values])];
  const sums: (number | null)[][] = [];
  let above = starts.map(() => 0);
  for (const { values } of series.toReversed()) {
    above = above.map((sum, index) => sum + (values[index] ?? 0));
    sums.unshift(above);
  }
  return [[...starts], ...sums];
}

const MINUTE_MS = 60_000;
const TIME_STEPS = [1, 5, 15, 30, 60, 180, 360, 720, 1_440, 2_880, 4_320, 10_080, 20_160, 40_320];

/** Steps of the axis of time, none shorter than a bucket, so that no day is named twice. */
function timeSteps(bucketMs: number): number[] {
  return TIME_STEPS.map((minutes) => minutes * MINUTE_MS).filter((step) => step >= bucketMs);
}

function tick(ms: number, bucketMs: number): string {
  const day = formatDay(ms).replace(/ \d{4}$/, "");
  if (bucketMs >= 86_400_000 || ms % 86_400_000 === 0) return day;
  return formatTime(ms).slice(-5);
}

/** The series with their colours; over the chart, with the values under the pointer. */
function legend({ series, starts, format }: ChartInput) {
  const when = element("span", { class: "when" }, "");
  const values = series.map(() => element("span", { class: "value" }, ""));
  const list = element(
    "ul",
    { class: "legend" },
    ...series.map((each, index) =>
      element(
        "li",
        {},
        element("span", { class: `swatch ${colourName(each, index).slice(2)}` }),
        each.label,
        values[index],
      ),
    ),
    element("li", { "aria-hidden": "true" }, when),
  );
  const tell = (index: number | null) => {
    const start = index === null ? undefined : starts[index];
    when.textContent = start === undefined ? "" : formatTime(start);
    for (const [at, value] of values.entries())
      value.textContent =
        start === undefined || index === null ? "" : format(series[at]?.values[index] ?? null);
  };
  return { list, tell };
}

/** The figures of the chart, for who can't see it or wants the numbers. */
function asTable({ title, starts, series, format, bucketMs }: ChartInput): HTMLElement {
  const details = element("details", {}, element("summary", {}, `${title} as a table`));
  details.addEventListener(
    "toggle",
    () => {
      const table = dataTable({
        caption: `${title}, each ${bucketName(bucketMs)}, times in UTC`,
        columns: [
          { name: "Time" },
          ...series.map(({ label }) => ({ name: label, isNumber: true })),
        ],
        rows: starts.map((start, index) => [
          formatTime(start),
          ...series.map(({ values }) => format(values[index] ?? null)),
        ]),
      });
      details.append(table);
    },
    { once: true },
  );
  return details;
}

function summaryOf({ title, series, starts, format }: ChartInput): string {
  const parts = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${label}: no values`;
    return `${label}: ${format(Math.min(...known))} to ${format(Math.max(...known))}`;
  });
  const [first, last] = [starts[0], starts.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ""
      : `, ${formatTime(first)} to ${formatTime(last)} UTC`;
  return `Chart: ${title}${span}. ${parts.join("; ")}.`;
}

function colourName({ colour: wanted }: Series, index: number): string {
  return wanted === "error" ? "--error" : `--series-${(wanted ?? index) % 6}`;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
