const ANY = "*";

/** Whether some text matches both of two patterns, taken apart: `*` is any text, `?` any character. */
export function overlap(left: readonly string[], right: readonly string[]): boolean {
  // Which places of the right one may be after each place of the left one.
  let reached = closed(new Set([0]), right);
  for (const token of left) {
    reached = closed(token === ANY ? within(reached, right) : after(reached, token, right), right);
    if (reached.size === 0) return false;
  }
  return reached.has(right.length);
}

/** A wildcard for a name: every character but a slash and a colon. */
export const ANY_OF_NAME = "*name";

/** After nothing more of the left: wildcards of the right may stand for nothing. */
function closed(places: ReadonlySet<number>, right: readonly string[]): Set<number> {
  const all = new Set(places);
  for (const place of all) if (isAny(right[place])) all.add(place + 1);
  return all;
}

/** After one character of the left. */
function after(places: ReadonlySet<number>, token: string, right: readonly string[]): Set<number> {
  const next = new Set<number>();
  for (const place of places) {
    const other = right[place];
    if (other === undefined) continue;
    if (other === ANY || (other === ANY_OF_NAME && token !== "/" && token !== ":")) next.add(place);
    else if (!isAny(other) && (other === token || other === "?" || token === "?"))
      next.add(place + 1);
  }
  return next;
}

/** After any text of the left. */
function within(places: ReadonlySet<number>, right: readonly string[]): Set<number> {
  const first = Math.min(...places);
  return new Set(Array.from({ length: right.length - first + 1 }, (_, index) => first + index));
}

function isAny(token: string | undefined): boolean {
  return token === ANY || token === ANY_OF_NAME;
}
