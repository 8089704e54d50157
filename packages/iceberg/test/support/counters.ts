import { defineDataset } from "@cloudapi/core";
import * as z from "zod";

/** Rows of four days, of which each says which write it came from. */
export const counters = defineDataset({
  name: "counters",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    write: z.int32(),
    n: z.int32(),
    note: z.string().optional(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});

/** A row of a write. */
export interface CounterRow {
  readonly at: string;
  readonly write: number;
  readonly n: number;
  readonly note?: string;
}

/** Rows of some days (0 to 3), `count` of each. */
export function counterRows(write: number, days: readonly number[], count: number): CounterRow[] {
  return days.flatMap((day) =>
    Array.from({ length: count }, (_, n) => ({
      at: `2025-01-0${day + 1}T0${n % 10}:00:00.000Z`,
      write,
      n,
    })),
  );
}
