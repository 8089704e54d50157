import type { Field, Typed } from "../scope/compilation.ts";

/**
 * Terms under AND or OR, as a value. A term that may fail (a division, a cast) is computed only
 * where the terms before it leave the answer open, in the order written, as in Trino; DuckDB alone
 * reorders them. Nothing stands in the SQL more than twice, however many terms there are.
 */
export function logicSql(operator: "and" | "or", terms: readonly Typed[]): string {
  const plain = `(${terms.map(({ sql }) => sql).join(` ${operator.toUpperCase()} `)})`;
  const arms = terms.flatMap((term, i) => {
    if (!term.facts.fallible) return [];
    const before = terms.slice(lastFallible(terms, i), i).filter(({ facts }) => !facts.volatile);
    return before.length === 0 ? [] : [arm(operator, before)];
  });
  return arms.length === 0 ? plain : `(CASE ${arms.join(" ")} ELSE ${plain} END)`;
}

/** Where the terms begin that no earlier arm has looked at. */
function lastFallible(terms: readonly Typed[], before: number): number {
  const last = terms.slice(0, before).findLastIndex(({ facts }) => facts.fallible);
  return Math.max(last, 0);
}

function arm(operator: "and" | "or", terms: readonly Typed[]): string {
  const whole = terms.map(({ sql }) => sql).join(` ${operator.toUpperCase()} `);
  return operator === "and" ? `WHEN (${whole}) IS FALSE THEN FALSE` : `WHEN (${whole}) THEN TRUE`;
}

/**
 * Terms that must all be true for a row to stay: WHERE or ON. Each stays a term of its own, so that
 * DuckDB sees which of them join two relations and which can be tested before. One that may fail is
 * held back only by those before it that read nothing but its own relations: Trino, too, tests it
 * before it joins.
 *
 * @param fields what belongs to the relations of this FROM
 */
export function filterSql(terms: readonly Typed[], fields: readonly Field[]): string {
  const local = new Set(fields);
  return terms
    .flatMap((term, i) => {
      if (!term.facts.fallible) return [term.sql];
      return [...impliedBy(term), heldBack(term, terms.slice(0, i), local)];
    })
    .join(" AND ");
}

function heldBack(term: Typed, before: readonly Typed[], local: ReadonlySet<Field>): string {
  const own = sourcesOf(term, local);
  const guards = before.filter(
    (guard) =>
      isSimple(guard) &&
      (own.size === 0 || [...sourcesOf(guard, local)].every((source) => own.has(source))),
  );
  if (guards.length === 0) return term.sql;
  const arms = guards.map((guard) => `WHEN ${guard.sql} IS FALSE THEN FALSE`);
  return `(CASE ${arms.join(" ")} ELSE ${term.sql} END)`;
}

/** Whether it gives the same each time it is asked, and asking costs little. */
function isSimple({ facts }: Typed): boolean {
  return !facts.volatile && !facts.subquery;
}

function sourcesOf(term: Typed, local: ReadonlySet<Field>): Set<string> {
  return new Set(
    [...term.facts.fields].filter((field) => local.has(field)).flatMap((field) => field.sources),
  );
}

/** What holds in every branch of an OR, such as the columns that it joins: DuckDB finds it only where nothing is held back. */
function impliedBy(term: Typed): readonly string[] {
  if (term.logic?.operator !== "or") return [];
  return [...necessary(term)]
    .filter(([, part]) => isSimple(part) && !part.facts.fallible)
    .map(([sql]) => sql);
}

/** The terms without which a condition isn't true, by their SQL. */
function necessary(term: Typed): Map<string, Typed> {
  if (term.logic === undefined) return new Map([[term.sql, term]]);
  const [first = new Map<string, Typed>(), ...others] = term.logic.terms.map(necessary);
  if (term.logic.operator === "and")
    return new Map([...first, ...others.flatMap((other) => [...other])]);
  return new Map([...first].filter(([sql]) => others.every((other) => other.has(sql))));
}
