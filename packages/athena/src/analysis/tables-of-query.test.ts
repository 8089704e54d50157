import { expect, it } from "vitest";
import { parse } from "./query/parse.ts";
import { tablesOfQuery } from "./tables-of-query.ts";

it.each([
  ["SELECT 1", []],
  ["SELECT * FROM a", ["a"]],
  ['SELECT * FROM "Db"."A$files"', ["db.a$files"]],
  ["SELECT * FROM a JOIN b USING (id), c, (SELECT * FROM d) x", ["a", "b", "c", "d"]],
  [
    "SELECT (SELECT max(x) FROM a) FROM b WHERE EXISTS (SELECT 1 FROM c) AND y IN (SELECT z FROM d)",
    ["a", "b", "c", "d"],
  ],
  ["WITH t AS (SELECT * FROM a), u AS (SELECT * FROM t) SELECT * FROM u", ["a"]],
  ["WITH t AS (SELECT * FROM t) SELECT * FROM t", ["t"]],
  ["SELECT * FROM (WITH t AS (SELECT 1 AS x) SELECT * FROM t) q, t", ["t"]],
  ["WITH t AS (SELECT 1 AS x) SELECT * FROM db.t", ["db.t"]],
  ["SELECT * FROM a UNION ALL SELECT * FROM b ORDER BY (SELECT max(y) FROM c)", ["a", "b", "c"]],
  [
    "SELECT count(*) FILTER (WHERE x IN (SELECT y FROM a)) OVER (ORDER BY (SELECT 1 FROM b)) FROM c",
    ["a", "b", "c"],
  ],
  ["SELECT * FROM a CROSS JOIN UNNEST((SELECT array_agg(x) FROM b)) AS t (x)", ["a", "b"]],
  ["SELECT * FROM a JOIN b ON a.x = (SELECT max(x) FROM c)", ["a", "b", "c"]],
  ["SELECT * FROM a FOR TIMESTAMP AS OF (SELECT max(t) FROM b)", ["a", "b"]],
  [
    "SELECT transform(x, y -> y + (SELECT 1 FROM b)) FROM a GROUP BY GROUPING SETS ((x), ((SELECT 1 FROM c)))",
    ["a", "b", "c"],
  ],
] as const)("%s reads its tables", (sql, expected) => {
  const found = tablesOfQuery(parse(sql).query).map(({ name }) => name.join("."));
  expect(found.sort((a, b) => (a < b ? -1 : 1))).toEqual(expected);
});
