import { element } from "./element.ts";
import { formatTime } from "./format.ts";
import type { ViewContext } from "./view.ts";

/** What is shown where there is nothing in the range, with the way to more. */
export function noData(what: string, { range, state, link }: ViewContext): HTMLElement {
  const isLongest = state.range === "90d";
  return element(
    "div",
    { class: "card nothing" },
    element("p", {}, what),
    element("p", { class: "note" }, `${formatTime(range.from)} to ${formatTime(range.to)} UTC`),
    isLongest ? null : link("Look at 90 days", { range: "90d", from: undefined, to: undefined }),
  );
}
