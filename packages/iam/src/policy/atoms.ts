import type { Patterns, Policy, Statement } from "../document/policy.ts";
import { coversPattern } from "./covers-pattern.ts";
import { takesAnyOf } from "./unite-conditions.ts";

/** One action on one resource, under conditions; with `not` all but those that are left out. */
export interface Atom {
  readonly action: Patterns;
  readonly resource: Patterns;
  readonly conditions: Statement["conditions"];
}

/** What the statements of one effect say, each thing by itself. */
export function atoms(
  { statements }: Pick<Policy, "statements">,
  effect: Statement["effect"],
): Atom[] {
  return statements
    .filter((each) => each.effect === effect)
    .flatMap(({ action, resource, conditions }) =>
      apart(action).flatMap((one) =>
        apart(resource ?? { not: false, patterns: ["*"] }).map((place) => ({
          action: one,
          resource: place,
          conditions,
        })),
      ),
    );
}

function apart({ not, patterns }: Patterns): Patterns[] {
  return not ? [{ not, patterns }] : patterns.map((each) => ({ not, patterns: [each] }));
}

/** Whether all that the second is about is something that the first is about, as far as that can be told. */
export function covers(wide: Atom, narrow: Atom): boolean {
  return (
    coversAll(wide.action, narrow.action, (text) => text.toLowerCase()) &&
    coversAll(wide.resource, narrow.resource, (text) => text) &&
    wide.conditions.every((condition) => isImplied(condition, narrow.conditions))
  );
}

/** Of what leaves something out only equal, or less left out, is sure to be covered. */
function coversAll(wide: Patterns, narrow: Patterns, fold: (text: string) => string): boolean {
  const under = (one: string, list: readonly string[]) =>
    list.some((each) => coversPattern(fold(each), fold(one)));
  if (wide.not && narrow.not) return wide.patterns.every((each) => under(each, narrow.patterns));
  if (wide.not) return false;
  if (narrow.not) return wide.patterns.includes("*");
  return narrow.patterns.every((each) => under(each, wide.patterns));
}

function isImplied(
  { operator, key, values }: Statement["conditions"][number],
  conditions: Statement["conditions"],
): boolean {
  return conditions.some((other) => {
    if (other.operator !== operator || other.key.toLowerCase() !== key.toLowerCase()) return false;
    if (!takesAnyOf(operator)) return sameSet(values, other.values);
    const takes = operator.startsWith("StringLike") ? coversPattern : isSame;
    return other.values.every((value) => values.some((each) => takes(each, value)));
  });
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((each) => b.includes(each)) && b.every((each) => a.includes(each));
}

function isSame(a: string, b: string): boolean {
  return a === b;
}
