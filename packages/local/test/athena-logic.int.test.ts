import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { openSqlRunner } from "./athena/run-sql.ts";

const runner = openSqlRunner();
afterAll(() => runner.close());

/** A condition as SQL, and what it is for a row: true, false, null, or an error thrown. */
interface Condition {
  readonly sql: string;
  readonly test: (row: Row) => boolean | null;
}

interface Row {
  readonly a: number | null;
  readonly b: number | null;
  readonly t: string | null;
}

class Fails extends Error {}

const column = fc.constantFrom("a" as const, "b" as const);
const small = fc.integer({ min: -2, max: 2 });

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(column, small).map(([name, n]) => ({
    sql: `${name} > ${n}`,
    test: (row: Row) => (row[name] === null ? null : row[name] > n),
  })),
  column.map((name) => ({ sql: `${name} IS NULL`, test: (row: Row) => row[name] === null })),
  fc.tuple(column, small).map(([name, n]) => ({
    sql: `4 / ${name} > ${n}`,
    test(row: Row) {
      if (row[name] === null) return null;
      if (row[name] === 0) throw new Fails();
      return Math.trunc(4 / row[name]) > n;
    },
  })),
  small.map((n) => ({
    sql: `CAST(t AS integer) = ${n}`,
    test(row: Row) {
      if (row.t === null) return null;
      if (row.t === "x") throw new Fails();
      return Number(row.t) === n;
    },
  })),
  fc.constant({
    sql: "t <> 'x'",
    test: (row: Row) => (row.t === null ? null : row.t !== "x"),
  }),
);

/** AND and OR from left to right, no further than the answer needs. */
function logical(operator: "AND" | "OR", terms: readonly Condition[]): Condition {
  const decides = operator === "OR";
  return {
    sql: `(${terms.map(({ sql }) => sql).join(` ${operator} `)})`,
    test(row) {
      let unknown = false;
      for (const { test } of terms) {
        const value = test(row);
        if (value === decides) return decides;
        unknown ||= value === null;
      }
      return unknown ? null : !decides;
    },
  };
}

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc
      .tuple(
        fc.constantFrom("AND" as const, "OR" as const),
        fc.array(tie("condition"), { minLength: 2, maxLength: 4 }),
      )
      .map(([operator, terms]) => logical(operator, terms)),
    tie("condition").map(({ sql, test }) => ({
      sql: `NOT ${sql.startsWith("(") ? sql : `(${sql})`}`,
      test(row: Row) {
        const value = test(row);
        return value === null ? null : !value;
      },
    })),
  ),
}));

const nullable = fc.constantFrom(null, -2, -1, 0, 1, 2);
const rows: Row[] = fc.sample(
  fc.record({ a: nullable, b: nullable, t: fc.constantFrom(null, "x", "0", "1", "2") }),
  { numRuns: 60, seed: 7 },
);
const literal = (value: number | string | null, type: string) =>
  value === null ? `CAST(NULL AS ${type})` : typeof value === "string" ? `'${value}'` : `${value}`;
const table = `(VALUES ${rows
  .map(
    ({ a, b, t }, i) =>
      `(${i}, ${literal(a, "integer")}, ${literal(b, "integer")}, ${literal(t, "varchar")})`,
  )
  .join(", ")}) v(i, a, b, t)`;

/** What each row gives; `undefined` when one of them fails. */
function expected({ test }: Condition): (boolean | null)[] | undefined {
  try {
    return rows.map(test);
  } catch (error) {
    if (error instanceof Fails) return undefined;
    throw error;
  }
}

const numbersOf = (answer: Awaited<ReturnType<typeof runner.answer>>) =>
  "error" in answer ? answer.error : answer.rows.map(([i]) => Number(i)).sort((a, b) => a - b);

describe("AND and OR compute no more than the answer needs", () => {
  it("in WHERE, in JOIN and as a value", { timeout: 300_000 }, async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(condition, async (each) => {
        const values = expected(each);
        // A statement that fails for one row in Trino may find another way to the answer here.
        if (values === undefined) return;
        compared++;
        const kept = values.flatMap((value, i) => (value === true ? [i] : []));
        const { sql } = each;
        expect(numbersOf(await runner.answer(`SELECT i FROM ${table} WHERE ${sql}`))).toEqual(kept);
        const joined = `SELECT i FROM (VALUES 1, 2) w(x) JOIN ${table} ON x = 1 AND ${sql} AND i >= 0`;
        expect(numbersOf(await runner.answer(joined))).toEqual(kept);
        const value = await runner.answer(`SELECT i, ${sql} FROM ${table} ORDER BY i`);
        const texts = values.map((v) => (v === null ? null : String(v)));
        expect("error" in value ? value.error : value.rows.map((row) => row[1])).toEqual(texts);
      }),
      { numRuns: propertyRuns(150) },
    );
    expect(compared).toBeGreaterThan(propertyRuns(150) / 4);
  });

  it.each([
    "SELECT count(*) FROM UNNEST(sequence(-5000, 4999)) t(x) WHERE x <> 0 AND 10 / x > 1",
    "SELECT count(*) FROM (SELECT x FROM UNNEST(sequence(-5000, 4999)) t(x) WHERE x <> 0) WHERE 10 / x > 1",
    "SELECT count(*) FROM UNNEST(sequence(-5000, 4999)) t(x) WHERE NOT (x = 0 OR 10 / x <= 1)",
    "SELECT count_if(x <> 0 AND 10 / x > 1) FROM UNNEST(sequence(-5000, 4999)) t(x)",
    "SELECT count(*) FROM UNNEST(sequence(-5000, 4999)) t(x), (VALUES 0) u(y) WHERE x <> y AND 10 / (x - y) > 1",
  ])("%s", async (sql) => {
    expect(await runner.answer(sql)).toMatchObject({ rows: [["5"]] });
  });

  it("the SQL of many terms that may fail grows with their number, not its power", async () => {
    const terms = Array.from({ length: 40 }, (_, i) => `${i + 1} / x > 0`);
    for (const operator of ["AND", "OR"]) {
      const answer = await runner.answer(
        `SELECT ${terms.join(` ${operator} `)}, count_if(${terms.join(` ${operator} `)}) OVER () FROM (VALUES 1) t(x) WHERE ${terms.join(` ${operator} `)}`,
      );
      expect(answer).toMatchObject({ rows: [["true", "1"]] });
    }
  });
});
