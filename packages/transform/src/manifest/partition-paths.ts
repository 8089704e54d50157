import type { Dataset } from "@cloudapi/core";
import { columnPath } from "@cloudapi/core/internal";
import { timePaths } from "../rows/time-paths.ts";
import type { OpenDestination } from "../write/destination.ts";

/** Tells the partition path of a row. */
export function partitionPaths({ partition: rule }: Dataset): OpenDestination["partitionOf"] {
  if (rule === undefined) return () => "";
  const pathAt = timePaths(rule);
  return (row, eventTimeMs) => {
    const columns = rule.by === undefined ? "" : columnPath(rule, row);
    if (eventTimeMs === undefined || rule.granularity === undefined) return columns;
    return columns + pathAt(eventTimeMs);
  };
}
