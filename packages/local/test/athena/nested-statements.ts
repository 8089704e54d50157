import fc from "fast-check";

/** A type of Athena SQL by its text, with literals of it; without a null inside where `known`. */
interface Typed {
  readonly type: string;
  readonly literals: (known: boolean) => fc.Arbitrary<string>;
}

const SCALARS: readonly Typed[] = [
  scalar("integer", ["0", "1", "-7", "2147483647"]),
  scalar("bigint", ["BIGINT '5'", "900719925474099", "-1"]),
  scalar("double", ["0e0", "1.5e0", "-2.25e10", "1e-7"]),
  scalar("real", ["REAL '0.1'", "REAL '-3'"]),
  scalar("decimal(10,2)", ["DECIMAL '1.10'", "DECIMAL '-0.05'", "DECIMAL '99999999.99'"]),
  scalar("varchar", ["''", "'a'", "'b, c'", "'k=v'", "'{é}'", "'[\"😀\"]'", "'null'"]),
  scalar("boolean", ["true", "false"]),
  scalar("date", ["DATE '2025-01-15'", "DATE '1969-12-31'"]),
  scalar("timestamp(3)", [
    "TIMESTAMP '2025-01-15 10:30:45.120'",
    "TIMESTAMP '1969-12-31 23:59:59.999'",
  ]),
];

function scalar(type: string, literals: readonly string[]): Typed {
  return { type, literals: () => fc.constantFrom(...literals) };
}

const KEYS = SCALARS.filter(({ type }) => ["integer", "varchar", "bigint"].includes(type));

/** Types up to three levels deep. */
function typed(depth: number): fc.Arbitrary<Typed> {
  const leaf = fc.constantFrom(...SCALARS);
  if (depth === 0) return leaf;
  const inner = typed(depth - 1);
  return fc.oneof({ weight: 2, arbitrary: leaf }, nested(inner));
}

function nested(inner: fc.Arbitrary<Typed>): fc.Arbitrary<Typed> {
  return fc.oneof(
    inner.map(arrayOf),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map(rowOf),
    fc.tuple(fc.constantFrom(...KEYS), inner).map(([key, value]) => mapOf(key, value)),
  );
}

function orNull(typed: Typed, known: boolean): fc.Arbitrary<string> {
  const value = typed.literals(known);
  return known
    ? value
    : fc.oneof({ weight: 4, arbitrary: value }, fc.constant(`CAST(NULL AS ${typed.type})`));
}

function arrayOf(element: Typed): Typed {
  const type = `array(${element.type})`;
  return {
    type,
    literals: (known) =>
      fc
        .array(orNull(element, known), { maxLength: 3 })
        .map((items) => `CAST(ARRAY[${items.join(", ")}] AS ${type})`),
  };
}

function rowOf(fields: readonly Typed[]): Typed {
  const type = `row(${fields.map((field, i) => `f${i} ${field.type}`).join(", ")})`;
  return {
    type,
    literals: (known) =>
      fc
        .tuple(...fields.map((field) => orNull(field, known)))
        .map((values) => `CAST(ROW(${values.join(", ")}) AS ${type})`),
  };
}

function mapOf(key: Typed, value: Typed): Typed {
  const type = `map(${key.type}, ${value.type})`;
  return {
    type,
    literals: (known) =>
      fc
        .uniqueArray(fc.tuple(key.literals(true), orNull(value, known)), {
          selector: ([literal]) => literal,
          maxLength: 3,
        })
        .map(
          (pairs) =>
            `CAST(MAP(ARRAY[${pairs.map(([each]) => each).join(", ")}], ARRAY[${pairs.map(([, each]) => each).join(", ")}]) AS ${type})`,
        ),
  };
}

/** What is asked of three values of an array's element type, and of two arrays of it. */
const OF_ARRAYS: readonly ((a: string, b: string, x: string) => string)[] = [
  (a) => `SELECT ${a}, cardinality(${a}), json_format(CAST(${a} AS JSON))`,
  (a, b) => `SELECT ${a} = ${b}, ${a} <> ${b}, ${a} IS DISTINCT FROM ${b}, ${a} = ${a}`,
  (a, b) => `SELECT array_union(${a}, ${b}), array_intersect(${a}, ${b}), array_except(${a}, ${b})`,
  (a) =>
    `SELECT array_distinct(${a} || ${a}), reverse(${a}), slice(${a}, 1, 2), flatten(ARRAY[${a}, NULL, ${a}])`,
  (a, b) =>
    `SELECT x, y, n FROM UNNEST(ARRAY[${a}], ARRAY[${b}, ${a}]) WITH ORDINALITY AS t (x, y, n)`,
  (a, b) => `SELECT zip(${a}, ${b}), zip_with(${a}, ${b}, (x, y) -> coalesce(x, y))`,
  (a) =>
    `SELECT filter(${a}, x -> x IS NOT NULL), transform(${a}, x -> ROW(x)), any_match(${a}, x -> x IS NULL)`,
  (a, b) => `SELECT x, count(*) FROM (VALUES ${a}, ${b}, ${a}, NULL) AS t (x) GROUP BY x`,
  (a, b) => `SELECT DISTINCT x FROM (VALUES ${a}, ${b}, ${a}) AS t (x)`,
  (a, b) => `SELECT array_agg(x) FROM (VALUES ${a}, ${b}) AS t (x)`,
  (a) =>
    `SELECT id, x FROM (VALUES (1, ARRAY[${a}]), (2, NULL), (3, ARRAY[])) AS t (id, l) LEFT JOIN UNNEST(l) AS u (x) ON TRUE`,
  (a, _b, x) =>
    `SELECT element_at(${a}, 1), element_at(${a}, -1), ${a} || ${x}, element_at(${a}, 9)`,
  (a) => `SELECT reduce(${a}, 0, (s, x) -> s + IF(x IS NULL, 100, 1), s -> s)`,
];

/** The same where nothing inside is null. */
const OF_KNOWN: readonly ((a: string, b: string, x: string) => string)[] = [
  (a, _b, x) => `SELECT contains(${a}, ${x}), array_position(${a}, ${x}), array_remove(${a}, ${x})`,
  (a, b) => `SELECT arrays_overlap(${a}, ${b}), ${a} IN (${b}, ${a})`,
];

const OF_MAPS: readonly ((m: string, n: string) => string)[] = [
  (m) => `SELECT ${m}, cardinality(${m}), json_format(CAST(${m} AS JSON))`,
  (m) =>
    `SELECT map_keys(${m}), map_values(${m}), map_entries(${m}), map_from_entries(map_entries(${m})) = ${m}`,
  (m, n) => `SELECT ${m} = ${n}, ${m} IS DISTINCT FROM ${n}, ${m} = ${m}`,
  (m, n) =>
    `SELECT map_concat(${m}, ${n}), map_filter(${m}, (k, v) -> v IS NOT NULL), transform_values(${m}, (k, v) -> k)`,
  (m) => `SELECT k, v FROM UNNEST(${m}) AS t (k, v)`,
  (m, n) => `SELECT map_union(x), count(*) FROM (VALUES ${m}, ${n}) AS t (x)`,
  (m) => `SELECT map_agg(k, v), multimap_agg(k, v) FROM UNNEST(${m}) AS t (k, v)`,
  (m, n) => `SELECT x, count(*) FROM (VALUES ${m}, ${n}, ${m}) AS t (x) GROUP BY x`,
  (m, n) => `SELECT map_zip_with(${m}, ${n}, (k, a, b) -> coalesce(a, b))`,
];

const OF_ROWS: readonly ((r: string, s: string, type: string) => string)[] = [
  (r) => `SELECT ${r}, ${r}.f0, json_format(CAST(${r} AS JSON))`,
  (r, s) => `SELECT ${r} = ${s}, ${r} <> ${s}, ${r} IS DISTINCT FROM ${s}`,
  (r, s) => `SELECT x.f0, x FROM (VALUES ROW(${r}), ROW(${s}), ROW(NULL)) AS t (x)`,
  (r, s) => `SELECT f0 FROM UNNEST(ARRAY[${r}, NULL, ${s}])`,
  (r, s) => `SELECT t.x.* FROM (SELECT ${r} AS x UNION ALL SELECT ${s}) AS t`,
  (r, s) =>
    `SELECT x, count(*) FROM (SELECT ${r} AS x UNION ALL SELECT ${s} UNION ALL SELECT ${r}) GROUP BY x`,
];

function isSimple(type: string): boolean {
  return !/timestamp|date/.test(type);
}

const ofArrays = typed(2).chain((element) => {
  const array = arrayOf(element);
  return fc.tuple(fc.boolean(), fc.nat()).chain(([known, pick]) =>
    fc
      .tuple(array.literals(known), array.literals(known), element.literals(known))
      .map(([a, b, x]) => {
        const forms = known ? [...OF_ARRAYS, ...OF_KNOWN] : OF_ARRAYS;
        return forms[pick % forms.length]?.(a, b, x) ?? "";
      }),
  );
});

const ofMaps = fc.tuple(fc.constantFrom(...KEYS), typed(2)).chain(([key, value]) => {
  const map = mapOf(key, value);
  return fc
    .tuple(map.literals(false), map.literals(false), fc.constantFrom(...OF_MAPS))
    .map(([m, n, form]) => form(m, n));
});

const ofRows = fc.array(typed(2), { minLength: 1, maxLength: 3 }).chain((fields) => {
  const row = rowOf(fields);
  return fc
    .tuple(row.literals(false), row.literals(false), fc.constantFrom(...OF_ROWS))
    .map(([r, s, form]) => form(r, s, row.type));
});

/** To JSON and back: dates and times stay text there. */
const throughJson = nested(typed(1))
  .filter(({ type }) => isSimple(type))
  .chain((each) =>
    each
      .literals(false)
      .map((literal) => `SELECT CAST(CAST(${literal} AS JSON) AS ${each.type}), ${literal}`),
  );

/** Statements about arrays, maps and rows; the same for the same seed. */
export function nestedStatements(count: number, seed: number): string[] {
  const statement = fc.oneof(
    { weight: 3, arbitrary: ofArrays },
    { weight: 2, arbitrary: ofMaps },
    { weight: 1, arbitrary: ofRows },
    { weight: 1, arbitrary: throughJson },
  );
  return fc.sample(statement, { numRuns: count, seed });
}
