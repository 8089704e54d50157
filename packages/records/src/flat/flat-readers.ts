import type { RowTaker } from "../engine/row-engine.ts";
import type { CellTaker } from "../framing/cell-taker.ts";
import type { FramerOptions } from "../framing/framer.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import { webAssembly } from "../kernel/web-assembly.ts";
import { FaultReader } from "../rejecting/fault-reader.ts";
import { CellReader, type KernelChoice } from "./cell-reader.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { FlatReader, OPENINGS } from "./flat-reader.ts";
import { KernelReader } from "./kernel-reader.ts";
import { LazyTaker } from "./lazy-taker.ts";
import { TakenLines } from "./taken-lines.ts";

/** What reads records by their bytes. */
export interface FlatReaders {
  /** Takes those that fit. */
  readonly taker: RowTaker;
  /** Cuts lines of JSON, of which that is asked first; without it nobody is. */
  readonly lines?: (options: FramerOptions) => TakenLines;
  /** Takes rows of CSV, which the other gives. */
  readonly cells?: CellTaker;
  /** Says what is wrong with others. */
  readonly faults?: Pick<FaultReader, "parse">;
  /** Bytes that make a batch. */
  readonly batchBytes: number;
}

const LEAST_BYTES = 4_096;
/** Bytes that make a batch: what is done for each weighs more beside what the kernel does for its rows. */
const [KERNEL_BATCH_BYTES, PLAIN_BATCH_BYTES] = [262_144, 131_072] as const;

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
  return readersOf(plan, leastBytes, { isKept: true, kernel });
}

/** The same for who asks only how many rows there are: there are no values of them. */
export function countingReaders(
  plan: FlatPlan,
  leastBytes = LEAST_BYTES,
  kernel?: Kernel,
): FlatReaders {
  return readersOf(plan, leastBytes, { isKept: false, kernel });
}

function readersOf(plan: FlatPlan, leastBytes: number, choice: KernelChoice): FlatReaders {
  const make = () => kernelReader(plan, choice) ?? new FlatReader(plan);
  const batchBytes = webAssembly() === undefined ? PLAIN_BATCH_BYTES : KERNEL_BATCH_BYTES;
  if (plan.nested !== undefined) return withLines(new LazyTaker(make, leastBytes), batchBytes);
  const cells = new CellReader(plan, leastBytes, choice);
  const taker = new LazyTaker(make, leastBytes, cells);
  return { ...withLines(taker, batchBytes), cells, faults: laterFaults(plan) };
}

function withLines(taker: RowTaker, batchBytes: number): FlatReaders {
  return { taker, batchBytes, lines: (options) => new TakenLines(options, taker) };
}

/** A reader of what does not fit that is made when it is needed: a file's first records are left to the parser, whatever they are. */
function laterFaults(plan: FlatPlan): Pick<FaultReader, "parse"> {
  let records = 0;
  let reader: FaultReader | undefined;
  return {
    parse(raw) {
      if (records++ < OPENINGS) return undefined;
      reader ??= new FaultReader(plan);
      return reader.parse(raw);
    },
  };
}

/** The same without WebAssembly. */
export function plainFlatReaders(plan: FlatPlan): FlatReaders {
  return { ...withLines(new FlatReader(plan), PLAIN_BATCH_BYTES), faults: new FaultReader(plan) };
}

function kernelReader(
  plan: FlatPlan,
  { isKept, kernel = openKernel() }: KernelChoice,
): KernelReader | undefined {
  try {
    return kernel && new KernelReader(plan, kernel, isKept);
  } catch (error) {
    // There is no more memory for it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
