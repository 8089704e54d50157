import * as layout from "../kernel/scan-layout.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { partitionRange } from "./partition-range.ts";
import { writeVectors } from "./write-quick.ts";

const MOST_DIGITS = 15;
const DAY_MS = 86_400_000;
/** What stands for a day that is known before any is read: zeros stand for none, and bytes of a text may be zeros. */
export const [FIRST_DAY, FIRST_DAY_MS] = ["1970-01-01T", 0] as const;

/** Memory with a place for the state. */
interface StateMemory {
  readonly state: number;
  readonly doubles: Float64Array;
  readonly bytes: Buffer;
  set(what: number, value: number): void;
  setDouble(address: number, value: number): void;
}

/** What a scan goes by that is not of one field. */
export interface StateParts {
  /** Addresses: of the table of keys with its number of slots, of the fields' keys, and of those that no field has. */
  readonly keys: {
    readonly table: number;
    readonly slots: number;
    readonly known: number;
    readonly unknown: number;
  };
  /** Rows that a batch may have. */
  readonly capacity: number;
  readonly plan: FlatPlan;
  /** Whether rows are asked for; otherwise they are only counted. */
  readonly isKept: boolean;
}

/** Write the state with which the first batch is scanned. */
export function writeState(
  memory: StateMemory,
  { keys, capacity, plan, isKept }: StateParts,
): void {
  const { length } = plan.fields;
  memory.set(layout.KEY_TABLE, keys.table);
  memory.set(layout.KEY_MASK, keys.slots - 1);
  memory.set(layout.KEYS, keys.known);
  memory.set(layout.UNKNOWN_KEYS, keys.unknown);
  memory.set(layout.FIRST_KEY, keys.known);
  memory.set(layout.WIDTH, length);
  memory.set(layout.NEEDED, plan.fields.filter(({ mayLack }) => !mayLack).length);
  memory.set(layout.CAPACITY, capacity);
  memory.set(layout.IS_KEPT, isKept ? 1 : 0);
  memory.set(layout.STRIDE, isKept ? length : 0);
  memory.set(layout.EVENT_FIELD, plan.eventTime);
  const unit = plan.fields[plan.eventTime]?.kind === "date" ? DAY_MS : 1;
  memory.setDouble(memory.state + layout.EVENT_UNIT, unit);
  const { first, last } = partitionRange(plan);
  memory.setDouble(memory.state + layout.FIRST_TIME, first);
  memory.setDouble(memory.state + layout.LAST_TIME, last);
  memory.bytes.write(FIRST_DAY, memory.state + layout.DAY, "latin1");
  memory.setDouble(memory.state + layout.DAY_MS, FIRST_DAY_MS);
  writeVectors(memory.bytes, memory.state);
  for (let i = 0; i <= MOST_DIGITS; i++)
    memory.doubles[((memory.state + layout.POWERS) >> 3) + i] = 10 ** i;
}
