/** Whether something matches; `maybe` says why that can't be told. */
export type Match =
  | { readonly is: "yes" }
  | { readonly is: "no" }
  | { readonly is: "maybe"; readonly why: string };

export const YES: Match = { is: "yes" };
export const NO: Match = { is: "no" };

export function maybe(why: string): Match {
  return { is: "maybe", why };
}

export function matchOf(truth: boolean): Match {
  return truth ? YES : NO;
}

/** Yes if all are, no if one isn't. */
export function all(matches: readonly Match[]): Match {
  return matches.find(isNo) ?? matches.find(isMaybe) ?? YES;
}

/** Yes if one is, no if none is. */
export function any(matches: readonly Match[]): Match {
  return matches.find(isYes) ?? matches.find(isMaybe) ?? NO;
}

export function not(match: Match): Match {
  return match.is === "maybe" ? match : matchOf(match.is === "no");
}

function isYes({ is }: Match): boolean {
  return is === "yes";
}

function isNo({ is }: Match): boolean {
  return is === "no";
}

function isMaybe({ is }: Match): boolean {
  return is === "maybe";
}
