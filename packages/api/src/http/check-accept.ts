import { parseAccept } from "hono/utils/accept";
import { ProblemError } from "./problem.ts";

/**
 * Whether who asks takes one of the types that there are (RFC 9110, section 12.5.1): of the ranges that a type is in, the
 * most specific says so, and not those whose `q` is 0. Parameters of a range other than `q` are passed over.
 *
 * @param accept the header; without one, or with an empty one, everything is taken
 * @param types those that there are, such as `application/json`; with none of them nothing is checked
 * @throws {ProblemError} 406 `NOT_ACCEPTABLE`
 */
export function checkAccept(accept: string | null, types: readonly string[]): void {
  const ranges = parseAccept(accept ?? "").map(({ type, q }) => ({ type: type.toLowerCase(), q }));
  if (ranges.length === 0 || types.length === 0) return;
  if (types.some((type) => weightOf(type, ranges) > 0)) return;
  const given = types.join(" or ");
  throw new ProblemError({
    status: 406,
    code: "NOT_ACCEPTABLE",
    title: "There is no answer of a type that you take.",
    detail: `Answers here are ${given}, and Accept has no range with it. Ask with Accept: ${types[0]}, or without the header.`,
    faults: [{ in: "header", name: "accept", message: `expected a range that has ${given}` }],
  });
}

interface MediaRange {
  readonly type: string;
  readonly q: number;
}

/** The weight of a type: that of the most specific range it is in, the greatest if there are several; 0 in none. */
function weightOf(type: string, ranges: readonly MediaRange[]): number {
  const [kind] = type.split("/");
  // Old clients write `*` for `*/*`.
  for (const names of [[type], [`${kind}/*`], ["*/*", "*"]]) {
    const found = ranges.filter((range) => names.includes(range.type));
    if (found.length > 0) return Math.max(...found.map(({ q }) => q));
  }
  return 0;
}
