import type { RowTaker } from "../engine/row-engine.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import { FaultReader } from "../rejecting/fault-reader.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { FlatReader } from "./flat-reader.ts";
import { KernelReader } from "./kernel-reader.ts";
import { LazyTaker } from "./lazy-taker.ts";

/** What reads records by their bytes. */
export interface FlatReaders {
  /** Takes those that fit. */
  readonly taker: RowTaker;
  /** Says what is wrong with others. */
  readonly faults?: FaultReader;
}

const LEAST_BYTES = 4_096;

/**
 * The readers of a plan, in WebAssembly where there is one.
 *
 * @param leastBytes so many are in a batch before the readers are made
 * @param kernel that of the run; absent to open one
 */
export function flatReaders(
  plan: FlatPlan,
  leastBytes = LEAST_BYTES,
  kernel?: Kernel,
): FlatReaders {
  const make = () => kernelReader(plan, kernel) ?? new FlatReader(plan);
  return { taker: new LazyTaker(make, leastBytes), faults: new FaultReader(plan) };
}

/** The same without WebAssembly. */
export function plainFlatReaders(plan: FlatPlan): FlatReaders {
  return { taker: new FlatReader(plan), faults: new FaultReader(plan) };
}

function kernelReader(plan: FlatPlan, kernel = openKernel()): KernelReader | undefined {
  try {
    return kernel && new KernelReader(plan, kernel);
  } catch (error) {
    // There is no more memory for it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
