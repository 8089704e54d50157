import type { Partition } from "@cloudapi/core";
import { timePath } from "@cloudapi/core/internal";

const HOUR_MS = 3_600_000;
/** Paths of hours that are kept; a day's may come to 24. */
const KEPT_PATHS = 48_000;

/** Tells the part of a partition's path that is of an event time, in milliseconds; kept by hour, the finest granularity. */
export function timePaths(partition: Partition): (eventTimeMs: number) => string {
  const paths = new Map<number, string>();
  return (eventTimeMs) => {
    const hour = Math.floor(eventTimeMs / HOUR_MS);
    let path = paths.get(hour);
    if (path === undefined) {
      if (paths.size >= KEPT_PATHS) paths.clear();
      path = timePath(partition, eventTimeMs);
      paths.set(hour, path);
    }
    return path;
  };
}
