import { expect, it } from "vitest";
import { statementDialect } from "./statement-dialect.ts";

it.each([
  ["SELECT 1", "trino"],
  ["-- it's\n/* \" */ ((with x as (select 1) select * from x))", "trino"],
  ["create or replace view v as select 1", "trino"],
  ["CREATE /* a */ VIEW v AS SELECT 1", "trino"],
  ["DROP VIEW IF EXISTS v", "trino"],
  ["SHOW CREATE VIEW v", "trino"],
  ["CREATE TABLE t AS SELECT 1", "trino"],
  ["EXPLAIN SELECT 1", "trino"],
  ["CREATE EXTERNAL TABLE t (a int)", "hive"],
  ["DROP TABLE view", "hive"],
  ["SHOW CREATE TABLE t", "hive"],
  ["SHOW VIEWS", "hive"],
  ["ALTER TABLE t ADD PARTITION (p = 'x')", "hive"],
  ["DESCRIBE VIEW v", "hive"],
  ["", "hive"],
  ["'", "hive"],
])("%j is read by %s", (sql, dialect) => {
  expect(statementDialect(sql)).toBe(dialect);
});
