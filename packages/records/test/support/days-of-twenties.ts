/** A partition rule by day, which refuses times before 2020 and from 2030 on. */
export const DAYS_OF_TWENTIES = {
  granularity: "day",
  layout: "hive",
  range: { from: "2020-01-01", to: "2030-01-01" },
} as const;
