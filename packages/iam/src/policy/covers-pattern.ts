/**
 * Whether each text that the second pattern matches is one that the first matches, as far as that can be told by their
 * characters: `a/*` covers `a/b/*`. Wildcards are `*` and `?`; `${*}`, `${?}` and `${$}` stand for themselves.
 */
export function coversPattern(wide: string, narrow: string): boolean {
  // What comes before the first wildcard decides most.
  const literal = wide.search(/[*?$]/);
  if (literal === -1) return wide === narrow;
  if (!narrow.startsWith(wide.slice(0, literal))) return false;
  const pattern = tokensOf(wide);
  let reached = skipStars(pattern, [0]);
  for (const token of tokensOf(narrow)) {
    reached = skipStars(
      pattern,
      reached.flatMap((at) => step(pattern[at], at, token)),
    );
    if (reached.length === 0) return false;
  }
  return reached.includes(pattern.length);
}

/** Of a `*` only another one covers all that it stands for, of a `?` one of both. */
function step(pattern: string | undefined, at: number, token: string): number[] {
  if (pattern === "*") return [at];
  const isCovered = token !== "*" && (pattern === "?" || pattern === token);
  return isCovered ? [at + 1] : [];
}

function skipStars(pattern: readonly string[], positions: readonly number[]): number[] {
  const reached = new Set(positions);
  for (const at of reached) if (pattern[at] === "*") reached.add(at + 1);
  return [...reached];
}

/** Characters, and the variables for characters, which are no wildcards. */
function tokensOf(pattern: string): string[] {
  return pattern.match(/\$\{[*?$]\}|[\s\S]/gu)?.map(withoutVariable) ?? [];
}

/** A literal `*` or `?` is told from the wildcard by its backslash; `$` is none. */
function withoutVariable(token: string): string {
  if (token.length <= 2) return token;
  return token === "${$}" ? "$" : `\\${token[2]}`;
}
