/** How often a whole number goes into another, rounded down, also below zero; the divisor is positive. */
export function floorDivided(value: bigint, by: bigint): bigint {
  return (value - floorRest(value, by)) / by;
}

/** What is left of that: from 0 to the divisor. */
export function floorRest(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}
