import { type Match, matchOf, maybe } from "./match.ts";

/** A pattern taken apart: code points, and the four kinds of wildcard. */
export type Glob = readonly number[];

const ANY = -1;
const ONE = -2;
/** In one segment of an ARN. */
const ANY_INSIDE = -3;
const ONE_INSIDE = -4;
const COLON = 0x3a;
const MAX_STEPS = 50_000_000;
/** Segments of an ARN before the resource, whose own colons separate nothing. */
const SEGMENTS = 5;

/** A piece of a pattern; in a literal one `*` and `?` stand for themselves. */
export interface GlobPart {
  readonly text: string;
  readonly isLiteral: boolean;
}

/** The pattern that pieces of text make up. */
export function globOf(parts: readonly GlobPart[]): Glob {
  return parts.flatMap(({ text, isLiteral }) =>
    Array.from(text, (character) => {
      if (!isLiteral && character === "*") return ANY;
      if (!isLiteral && character === "?") return ONE;
      return character.codePointAt(0) ?? 0;
    }),
  );
}

/**
 * The same pattern for ARNs: in the five segments before the resource, a wildcard stays inside its segment, unless it is a
 * `*` at the segment's end.
 */
export function arnGlobOf(glob: Glob): Glob {
  let colons = 0;
  return glob.map((token, index) => {
    if (token === COLON) colons++;
    if (colons >= SEGMENTS) return token;
    if (token === ONE) return ONE_INSIDE;
    const next = glob[index + 1];
    return token === ANY && next !== undefined && next !== COLON ? ANY_INSIDE : token;
  });
}

/** Whether a text matches a pattern, in steps of at most the product of their lengths. */
export function matchGlob(glob: Glob, text: string): Match {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (glob.length * points.length > MAX_STEPS)
    return maybe("a pattern and a value are too long to be compared");
  // Where in the text one may be after the tokens so far.
  let places = new Uint8Array(points.length + 1);
  places[0] = 1;
  for (const token of glob) {
    const next = step(token, places, points);
    if (!next.includes(1)) return matchOf(false);
    places = next;
  }
  return matchOf(places[points.length] === 1);
}

function step(
  token: number,
  places: Uint8Array,
  points: readonly number[],
): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(places.length);
  for (let at = 0; at < places.length; at++) {
    const point = points[at - 1];
    const before = at === 0 ? 0 : (token === ANY || token === ANY_INSIDE ? next : places)[at - 1];
    if (token === ANY || token === ANY_INSIDE) {
      const grows = before === 1 && (token === ANY || point !== COLON);
      next[at] = places[at] === 1 || grows ? 1 : 0;
    } else if (before === 1) {
      const fits = token === ONE || (token === ONE_INSIDE ? point !== COLON : token === point);
      next[at] = fits ? 1 : 0;
    }
  }
  return next;
}
