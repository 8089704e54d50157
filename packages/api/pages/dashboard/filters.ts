import { element } from "./element.ts";
import { type PageState, RANGES, type RangeName } from "./page-state.ts";

/** What the bar of filters is made of. */
export interface FiltersInput {
  readonly state: PageState;
  /** What is shown now; absent where a view isn't about a range of time. */
  readonly range: { readonly from: string; readonly to: string } | undefined;
  readonly datasets: readonly string[];
  readonly go: (change: Partial<PageState>) => void;
  readonly link: (
    text: string,
    state: PageState,
    properties?: Readonly<Record<string, string>>,
  ) => HTMLElement;
}

const LABELS: Readonly<Record<RangeName, string>> = {
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};

/** The presets of the range, its ends, and the dataset. */
export function filters(input: FiltersInput): HTMLElement {
  const { range, datasets } = input;
  const bar = element("div", { class: "filters" });
  if (range !== undefined) bar.append(presets(input), ends(input, range));
  if (datasets.length > 0) bar.append(datasetChoice(input));
  return bar;
}

function presets({ state, link }: FiltersInput): HTMLElement {
  const names = Object.keys(RANGES) as RangeName[];
  return element(
    "div",
    { class: "presets", role: "group", "aria-label": "Time range" },
    ...names.map((range) => {
      const current = state.range === range ? { "aria-current": "true" } : {};
      return link(LABELS[range], { ...state, range, from: undefined, to: undefined }, current);
    }),
  );
}

function ends({ go }: FiltersInput, range: { from: string; to: string }): HTMLElement {
  const [from, to] = [timeInput(range.from), timeInput(range.to)];
  const fault = element("p", { class: "input-fault", role: "alert" });
  const apply = (event: Event) => {
    event.preventDefault();
    const isOrdered = from.value !== "" && to.value !== "" && from.value < to.value;
    fault.textContent = isOrdered ? "" : "The end has to be later than the start.";
    if (isOrdered)
      go({
        range: undefined,
        from: new Date(`${from.value}Z`).toISOString(),
        to: new Date(`${to.value}Z`).toISOString(),
      });
  };
  return element(
    "form",
    { class: "ends", onsubmit: apply },
    element("label", {}, "From (UTC) ", from),
    element("label", {}, "to ", to),
    element("button", { type: "submit" }, "Apply"),
    fault,
  );
}

function timeInput(instant: string): HTMLInputElement {
  return element("input", { type: "datetime-local", value: instant.slice(0, 16), required: true });
}

function datasetChoice({ state, datasets, go }: FiltersInput): HTMLElement {
  const change = (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement;
    go({ dataset: value || undefined, source: undefined, code: undefined, table: undefined });
  };
  const option = (value: string, text: string) =>
    element("option", { value, selected: (state.dataset ?? "") === value }, text);
  return element(
    "label",
    { class: "dataset" },
    "Dataset ",
    element(
      "select",
      { onchange: change },
      option("", "All"),
      ...datasets.map((name) => option(name, name)),
    ),
  );
}
