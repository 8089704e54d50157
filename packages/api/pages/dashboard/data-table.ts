import { type Child, element } from "./element.ts";
import { formatTime } from "./format.ts";

/** A table with a caption, in a place that can be scrolled sideways by keyboard too. */
export interface TableInput {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly Child[])[];
  /** What is said when there are no rows. */
  readonly empty?: string;
  /** Whether the caption is shown as a heading; default false, it is for screen readers alone. */
  readonly isTitled?: boolean;
}

/** A table whose first column names each row. */
export function dataTable({ caption, columns, rows, empty, isTitled }: TableInput): HTMLElement {
  const heading = isTitled ? element("h2", {}, caption) : null;
  if (rows.length === 0)
    return element(
      "div",
      { class: "table" },
      heading,
      element("p", { class: "empty" }, empty ?? "Nothing."),
    );
  const head = columns.map(({ name, isNumber }) =>
    element("th", { scope: "col", class: isNumber ? "number" : undefined }, name),
  );
  const body = rows.map((cells) =>
    element(
      "tr",
      {},
      ...cells.map((cell, index) => {
        const properties = { class: columns[index]?.isNumber ? "number" : undefined };
        return index === 0
          ? element("th", { scope: "row", ...properties }, cell)
          : element("td", properties, cell);
      }),
    ),
  );
  return element(
    "div",
    { class: "table" },
    heading,
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      element(
        "table",
        {},
        element("caption", { class: "visually-hidden" }, caption),
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...body),
      ),
    ),
  );
}

/** A number with a bar behind it that shows its share of the largest. */
export function barCell(text: string, share: number): HTMLElement {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  bar.style.setProperty("inline-size", `${Math.max(0, Math.min(1, share)) * 100}%`);
  return element(
    "span",
    { class: "bar-cell" },
    element("span", { class: "track" }, bar),
    element("span", { class: "value" }, text),
  );
}

/** An instant in UTC, which isn't broken over two lines. */
export function timeCell(instant: string): HTMLElement {
  return element("time", { datetime: instant }, formatTime(instant));
}

const TREND = { width: 96, height: 24 };

/** A small line without axes: how a figure went over the range. */
export function trendCell(values: readonly number[]): HTMLElement {
  const cell = element("span", { class: "trend", "aria-hidden": "true" });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${TREND.width} ${TREND.height}`);
  svg.setAttribute("width", String(TREND.width));
  svg.setAttribute("height", String(TREND.height));
  const highest = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = values.length === 1 ? TREND.width / 2 : (index * TREND.width) / (values.length - 1);
    return `${x.toFixed(1)},${(TREND.height - 2 - (value / highest) * (TREND.height - 4)).toFixed(1)}`;
  });
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", points.join(" "));
  svg.append(line);
  cell.append(svg);
  return cell;
}
