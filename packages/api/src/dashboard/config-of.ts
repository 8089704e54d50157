import { PRICES } from "@cloudapi/core/internal";
import { VIEWS, type View } from "../../pages/dashboard/views.ts";
import type { DashboardConfig } from "./dashboard-data.ts";
import type { DashboardInput } from "./dashboard-input.ts";

export const DEFAULT_PRICE = PRICES.athena.usd;

/** What the page is told of a dashboard first, at the time it asks. */
export function configOf(input: DashboardInput): () => DashboardConfig {
  const isThere: Readonly<Record<View, boolean>> = {
    requests: input.requests !== undefined,
    quality: input.quality !== undefined,
    tables: input.tables !== undefined,
    cost: input.queries !== undefined,
    runs: input.tables !== undefined,
    business: input.business !== undefined,
  };
  const views = VIEWS.filter((view) => isThere[view]);
  if (views.length === 0)
    throw new TypeError(
      "createDashboard: there is nothing to show; give requests, quality, tables, queries or business.",
    );
  const datasets = [...new Set(input.tables?.map(({ dataset }) => dataset.name))].sort();
  const { title = "Dashboard", pricePerTebibyte = DEFAULT_PRICE, until = {} } = input;
  return () => {
    const now = new Date();
    const ends = VIEWS.map((view) => [view, (until[view] ?? now).toISOString()]);
    return {
      title,
      views,
      datasets,
      until: Object.fromEntries(ends) as Record<View, string>,
      pricePerTebibyte,
    };
  };
}
