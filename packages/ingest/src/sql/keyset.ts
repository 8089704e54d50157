/** A column that rows are ordered by, and the value it is compared with, both as SQL. */
export interface KeysetTerm {
  readonly column: string;
  readonly value: string;
}

/** The rows behind a place: greater in the first column, or equal there and greater in the next, and so on. */
export function behind(terms: readonly KeysetTerm[]): string {
  return keyset(terms, { strict: ">", last: ">", outer: ">=" });
}

/** The rows up to a place, itself included. */
export function upTo(terms: readonly KeysetTerm[]): string {
  return keyset(terms, { strict: "<", last: "<=", outer: "<=" });
}

/** Written out, since no server but PostgreSQL takes an index for `(a, b) > (x, y)`; the outer bound is what it takes it for. */
function keyset(
  terms: readonly KeysetTerm[],
  { strict, last, outer }: { strict: string; last: string; outer: string },
): string {
  const [first] = terms;
  if (first === undefined) return "TRUE";
  const places = terms.map((term, at) => {
    const equal = terms.slice(0, at).map(({ column, value }) => `${column} = ${value}`);
    const operator = at === terms.length - 1 ? last : strict;
    return [...equal, `${term.column} ${operator} ${term.value}`].join(" AND ");
  });
  if (places.length === 1) return `${places[0]}`;
  return `${first.column} ${outer} ${first.value} AND (${places.map((place) => `(${place})`).join(" OR ")})`;
}
