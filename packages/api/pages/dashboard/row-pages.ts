import type { PagedRows } from "../../src/dashboard/dashboard-data.ts";
import { element } from "./element.ts";
import { counted, formatCount } from "./format.ts";
import type { ViewContext } from "./view.ts";

/** The id of what is gone through in pages. */
export const ROWS_ID = "rows";

/** What a page of rows is called. */
export function rowsTitle(
  { isCut, limit }: PagedRows,
  count: number,
  { state }: ViewContext,
): string {
  if (state.cursor !== undefined) return `${counted(count, "older row")}`;
  return isCut ? `The newest ${formatCount(limit)} rows` : counted(count, "row");
}

/** Links to the newest rows and to those behind; null where all are shown. */
export function rowPages(
  { isCut, next }: PagedRows,
  { state, link }: ViewContext,
): HTMLElement | null {
  const isLater = state.cursor !== undefined;
  if (!isCut && !isLater) return null;
  return element(
    "nav",
    { class: "pages", "aria-label": "Pages of rows" },
    isLater ? link("Newest rows", { cursor: undefined }) : null,
    next === null ? null : link("Older rows", { cursor: next }),
    isCut && next === null
      ? element("span", { class: "note" }, "There are more: choose a shorter range to see them.")
      : null,
  );
}
