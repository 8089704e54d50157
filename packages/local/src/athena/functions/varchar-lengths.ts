import type { SqlType } from "@cloudapi/athena/internal/analysis";

const MAX_LENGTH = 2_147_483_647;

/** The bound on a varchar that a function returns, from the bounds of its arguments; none when any has none. */
export function boundedVarchar(
  types: readonly (SqlType | undefined)[],
  bound: (...lengths: number[]) => number,
): SqlType {
  const lengths = types.map((type) => (type?.kind === "varchar" ? type.length : undefined));
  if (lengths.some((length) => length === undefined)) return { kind: "varchar", length: undefined };
  const length = bound(...(lengths as number[]));
  return { kind: "varchar", length: length >= MAX_LENGTH ? undefined : length };
}
