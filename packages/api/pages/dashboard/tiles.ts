import { element } from "./element.ts";

/** A figure that is read first. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly tone?: "bad" | "good";
}

/** The figures that are read first, side by side. */
export function tiles(list: readonly Tile[]): HTMLElement {
  return element(
    "dl",
    { class: "tiles" },
    ...list.map(({ label, value, note, tone }) =>
      element(
        "div",
        { class: `card tile ${tone ?? ""}`.trim() },
        element("dt", {}, label),
        element(
          "dd",
          {},
          element("span", { class: "figure" }, value),
          note ? element("span", { class: "note" }, note) : null,
        ),
      ),
    ),
  );
}
