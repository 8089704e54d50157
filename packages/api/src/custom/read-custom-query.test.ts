import { expect, it } from "vitest";
import { readCustomQuery } from "./read-custom-query.ts";

const TABLES = [
  { table: "users", database: "lake" },
  { table: "orders", database: "Sales" },
  { table: "free", database: undefined },
];

it.each([
  ["SELECT * FROM users", 'SELECT * FROM "lake".users\nLIMIT 5'],
  [
    "SELECT Users.id FROM Users JOIN lake.users u USING (id), free",
    'SELECT Users.id FROM "lake".Users JOIN lake.users u USING (id), free\nLIMIT 5',
  ],
  [
    "WITH users AS (SELECT * FROM orders WHERE x = 'users') SELECT * FROM users LIMIT 1",
    `WITH users AS (SELECT * FROM "Sales".orders WHERE x = 'users') SELECT * FROM users LIMIT 1`,
  ],
  [
    'SELECT (SELECT max(id) FROM orders) FROM "users" -- orders',
    'SELECT (SELECT max(id) FROM "Sales".orders) FROM "lake"."users"\nLIMIT 5',
  ],
  ["TABLE users", 'TABLE "lake".users\nLIMIT 5'],
])("%s reads the tables that are allowed, whatever database the engine has", (sql, expected) => {
  expect(readCustomQuery({ sql, parameters: 0, maxRows: 5 }, TABLES).sql).toBe(expected);
});

it.each([
  ["SELECT count(*) FROM users WHERE at > now() - INTERVAL '1' MINUTE", true],
  ["SELECT Current_Date FROM users", true],
  ["SELECT * FROM users ORDER BY rand()", true],
  ["SELECT known, nowhere, brand FROM users", false],
])("%s may give other rows of the same table: %j", (sql, expected) => {
  expect(readCustomQuery({ sql, parameters: 0, maxRows: 5 }, TABLES).isVolatile).toBe(expected);
});
