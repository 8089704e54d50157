import type { DiffTarget, TargetVerdict, Verdict } from "./contract-diff.ts";

/** Verdicts by target, as rules say them: a target that is not named is safe. */
export type SomeVerdicts = Partial<Record<DiffTarget, TargetVerdict>>;

const SAFE: TargetVerdict = Object.freeze({ verdict: "safe" });

/** Verdicts for every target. */
export function verdicts(some: SomeVerdicts): Readonly<Record<DiffTarget, TargetVerdict>> {
  return Object.freeze({
    files: SAFE,
    athena: SAFE,
    iceberg: SAFE,
    redshift: SAFE,
    readers: SAFE,
    sources: SAFE,
    ...some,
  });
}

/** A verdict with its reason. */
export function because(verdict: Verdict, why: string): TargetVerdict {
  return Object.freeze({ verdict, why });
}

/** Whether a path leads to a field inside a column. */
export function isInside(path: string): boolean {
  return /[.[{]/.test(path);
}

/** What a change of a column's inside means to Redshift: nothing, since a nested column is one SUPER. */
export function unlessInside(path: string, verdict: TargetVerdict): TargetVerdict {
  return isInside(path) ? SAFE : verdict;
}
