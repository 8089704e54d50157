import type { Dataset, Partition } from "@cloudapi/core";
import { columnPath, timePath } from "@cloudapi/core/internal";
import type { OpenDestination } from "../write/destination.ts";

const HOUR_MS = 3_600_000;
/** Paths of hours that are kept; a day's may come to 24. */
const KEPT_PATHS = 48_000;

/** Tells the partition path of a row. The time's part is kept by hour, the finest granularity. */
export function partitionPaths({ partition: rule }: Dataset): OpenDestination["partitionOf"] {
  const paths = new Map<number, string>();
  function pathAt(partition: Partition, eventTimeMs: number): string {
    const hour = Math.floor(eventTimeMs / HOUR_MS);
    let path = paths.get(hour);
    if (path === undefined) {
      if (paths.size >= KEPT_PATHS) paths.clear();
      path = timePath(partition, eventTimeMs);
      paths.set(hour, path);
    }
    return path;
  }
  return (row, eventTimeMs) => {
    if (rule === undefined) return "";
    const columns = rule.by === undefined ? "" : columnPath(rule, row);
    if (eventTimeMs === undefined || rule.granularity === undefined) return columns;
    return columns + pathAt(rule, eventTimeMs);
  };
}
