import * as fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import type { FlatRows } from "../flat/flat-rows.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import { ArrayPool } from "./array-pool.ts";
import { HourOwners } from "./hour-owners.ts";
import { KernelPool } from "./kernel-pool.ts";

const HOUR_MS = 3_600_000;

const times = fc.oneof(
  fc.integer({ min: -200, max: 200 }).map((hour) => hour * HOUR_MS),
  fc.integer({ min: 1.7e12, max: 1.7e12 + 400 * HOUR_MS }),
  fc.constantFrom(Number.NaN, 8.64e15, -8.64e15, -1, 0, -0, HOUR_MS - 1),
);

/** The owners of rows of such times, and the rows at which an hour was new: its owner has the next number. */
function noted(given: readonly number[], kernel: Kernel | undefined) {
  const pool = kernel === undefined ? new ArrayPool() : new KernelPool(kernel);
  const hours = new HourOwners(pool, kernel);
  const eventTimes = pool.take(new Float64Array(0), given.length);
  eventTimes.set(given);
  const owners = pool.take(new Int32Array(0), given.length);
  const opened: number[] = [];
  for (let row = 0; row < given.length; ) {
    row = hours.note({ eventTimes } as FlatRows, row, given.length, owners);
    if (row === given.length) break;
    opened.push(row);
    hours.set(given[row] as number, opened.length);
    if (opened.length % 90 === 0) hours.clear();
  }
  return { opened, owners: [...owners.subarray(0, given.length)] };
}

it("notes the owners of rows by their hours, the same by the kernel", () => {
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 600 }), (given) => {
      expect(noted(given, openKernel())).toEqual(noted(given, undefined));
    }),
    { numRuns: propertyRuns(30) },
  );
});

it("has an owner for each hour, and one for rows without a time", () => {
  const { opened, owners } = noted([0, HOUR_MS, 1, -1, Number.NaN, 2, Number.NaN], openKernel());
  expect(opened).toEqual([0, 1, 3, 4]);
  expect(owners).toEqual([1, 2, 1, 3, 4, 1, 4]);
});
