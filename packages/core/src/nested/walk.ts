import type { $ZodRawIssue } from "zod/v4/core";
import type { Refusal } from "../values/convert-value.ts";

/** What is wrong with a value inside a column. */
export interface NestedFault {
  /** From the value up to its column while it is walked; from the column down afterwards. */
  readonly path: (string | number)[];
  readonly refusal: Refusal;
  readonly value: unknown;
  /** What zod would have said of it, where it is not shown the value. */
  readonly raw: $ZodRawIssue | undefined;
}

/** What is gathered while a nested value is read or fitted. */
export interface Walk {
  /** Whether an absent value is left to zod, which puts its default in place. */
  readonly isForZod: boolean;
  /** Whether zod would take all of it as it is. */
  isQuick: boolean;
  /** Whether something is wrong that no check can make right. */
  isFinal: boolean;
  /** Timestamps with digits finer than milliseconds. */
  truncated: number;
  /** The first faults. */
  readonly faults: NestedFault[];
  /** How many faults there are. */
  count: number;
  /** What fields hold that the contract does not know, by their path; the first of each. */
  dropped: Map<string, unknown> | undefined;
}

/** So many faults of a column are kept; with more, zod isn't asked about it. */
const MOST_FAULTS = 1000;

export function newWalk(isForZod: boolean): Walk {
  return {
    isForZod,
    isQuick: true,
    isFinal: false,
    truncated: 0,
    faults: [],
    count: 0,
    dropped: undefined,
  };
}

/** Note what is wrong with a value; gives the value, which stands as it was read. */
export function refuse(walk: Walk, refusal: Refusal, value: unknown, raw?: $ZodRawIssue): unknown {
  walk.count++;
  if (walk.faults.length < MOST_FAULTS) walk.faults.push({ path: [], refusal, value, raw });
  else walk.isFinal = true;
  return value;
}

/** The same for what no check can make right. */
export function refuseFinally(
  walk: Walk,
  refusal: Refusal,
  value: unknown,
  raw?: $ZodRawIssue,
): unknown {
  walk.isFinal = true;
  return refuse(walk, refusal, value, raw);
}

/** Say of the faults from the given one on that they are under a key. */
export function putUnder(walk: Walk, from: number, key: string | number): void {
  for (let i = from; i < walk.faults.length; i++) walk.faults[i]?.path.push(key);
}

/** Whether there are more faults than are kept. */
export function isOverfull({ faults, count }: Walk): boolean {
  return count > faults.length;
}

/** A value that is not what holds others as the contract has it. */
export function notContainer(expected: string, value: unknown): Refusal {
  const isJson = typeof value === "string" && /^\s*[[{]/.test(value.slice(0, 100));
  return {
    code: "invalid_type",
    expected,
    ...(isJson ? { hint: "JSON inside a text is not taken apart; json() keeps it as it is" } : {}),
  };
}

export const REQUIRED: Refusal = { code: "required", expected: "a value" };
