import type { CellContext, CellRules, CellTaker, TakenCells } from "../framing/cell-taker.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import { ValueFaults } from "../rejecting/value-faults.ts";
import type { Issue } from "../report/issue.ts";
import { fieldsOfCells } from "./cell-memory.ts";
import type { FlatPlan } from "./flat-plan.ts";
import type { FlatRows } from "./flat-rows.ts";
import { KernelCells } from "./kernel-cells.ts";
import { ReusedMemory } from "./reused-memory.ts";

/** What a reader in WebAssembly is made of. */
export interface KernelChoice {
  readonly isKept: boolean;
  readonly kernel?: Kernel | undefined;
}

/** Memory that has room for some batches one behind the other, so that bytes which wait for others are seldom moved. */
const LEAST_ALLOCATED = 393_216;

/** Takes rows of CSV by their bytes in WebAssembly, from the first bytes on that are worth it; without WebAssembly it leaves all to the parser. */
export class CellReader implements CellTaker {
  readonly #plan: FlatPlan;
  readonly #leastBytes: number;
  readonly #choice: KernelChoice;
  readonly #memory = new ReusedMemory();
  readonly allocate = (bytes: number): Buffer<ArrayBuffer> =>
    this.#cells?.allocate(bytes) ?? this.#memory.allocate(Math.max(bytes, LEAST_ALLOCATED));
  #rules: CellRules | undefined;
  #cells: KernelCells | undefined;
  #faults: ValueFaults | undefined;
  /** Where the last record begins that was given. */
  #last = -1;

  /** @param leastBytes so many wait before it begins */
  constructor(plan: FlatPlan, leastBytes: number, choice: KernelChoice) {
    this.#choice = choice;
    this.#plan = plan;
    this.#leastBytes = leastBytes;
  }

  begin(rules: CellRules): void {
    this.#rules = rules;
  }

  take(context: CellContext, start: number): TakenCells | undefined {
    if (this.#rules !== undefined && context.bytes.length >= this.#leastBytes) {
      this.#cells = this.#make(this.#rules);
      this.#rules = undefined;
    }
    return this.#cells?.take(context, start);
  }

  faultsIn(record: Readonly<Record<string, unknown>>): readonly Issue[] | undefined {
    this.#faults ??= new ValueFaults(this.#plan);
    return this.#faults.of(record);
  }

  taken(): FlatRows | undefined {
    const rows = this.#cells?.taken();
    if (rows !== undefined) this.#last = lastOf(rows);
    return rows;
  }

  hasTaken(from: number, to: number): boolean {
    return this.#last > from || this.#cells?.hasTaken(from, to) === true;
  }

  #make(rules: CellRules): KernelCells | undefined {
    const cells = fieldsOfCells(this.#plan, rules);
    const { isKept, kernel = cells && openKernel() } = this.#choice;
    try {
      return cells && kernel && new KernelCells(kernel, this.#plan, { rules, cells, isKept });
    } catch (error) {
      // There is no more memory for it.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

/** Where in the source the last of the records begins, one at least. */
function lastOf({ size, byteOffset, recordStarts, rejects }: FlatRows): number {
  const row = size === 0 ? -1 : byteOffset + (recordStarts[size - 1] as number);
  return rejects === undefined ? row : Math.max(row, rejects.byteOffsetOf(rejects.size - 1));
}
