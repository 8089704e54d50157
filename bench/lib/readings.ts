import { decimal, defineDataset } from "@cloudapi/core";
import * as z from "zod";

/** How many columns there are of each type beside the time: 40 in all. */
const COLUMNS = 5;
const STATES = ["new", "open", "held", "sent", "done"] as const;

/** Readings of machines: 40 columns of mixed types. */
export function readings() {
  return defineDataset({
    name: "readings",
    schema: z.object({
      read_at: z.iso.datetime({ offset: true }),
      machine: z.string().min(1),
      line: z.string().regex(/^[A-Z]{2}-\d{4}$/),
      note: z.string().max(200).nullish(),
      operator: z.email().nullish(),
      ...columnsOf("count", () => z.int32().min(0)),
      ...columnsOf("total", () => z.int64().optional()),
      ...columnsOf("value", () => z.number().nullish()),
      ...columnsOf("price", () => decimal(12, 2).nullish()),
      ...columnsOf("flag", () => z.boolean()),
      ...columnsOf("day", () => z.iso.date().nullish()),
      ...columnsOf("state", () => z.enum(STATES)),
    }),
    eventTime: "read_at",
    partition: { granularity: "day", layout: "hive" },
  });
}

function columnsOf<T>(name: string, schema: () => T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: COLUMNS }, (_, i) => [`${name}_${i}`, schema()]));
}

/** The reading of a time; a bad one has a count below zero. */
export function readingOf(at: string, isBad: boolean, random: () => number): object {
  const below = (size: number) => Math.floor(random() * size);
  const orNull = <T>(value: T) => (random() < 0.1 ? null : value);
  return {
    read_at: at,
    machine: `machine-${below(2_000)}`,
    line: `AB-${1_000 + below(500)}`,
    note: orNull(`checked by hand, reading ${below(100_000)}`),
    operator: orNull(`operator.${below(300)}@example.com`),
    ...columnsOf("count", () => (isBad ? -1 : below(10_000))),
    ...columnsOf("total", () => below(2 ** 40)),
    ...columnsOf("value", () => orNull(below(1_000_000) / 1000)),
    ...columnsOf("price", () => orNull((below(1_000_000) / 100).toFixed(2))),
    ...columnsOf("flag", () => random() < 0.5),
    ...columnsOf("day", () => orNull(`2025-0${1 + below(9)}-1${below(9)}`)),
    ...columnsOf("state", () => STATES[below(STATES.length)]),
  };
}
