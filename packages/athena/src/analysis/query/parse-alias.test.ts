import { expect, it } from "vitest";
import { parse } from "./parse.ts";

function aliasOf(sql: string): string | undefined {
  const { body } = parse(sql).query;
  const from = body.kind === "select" ? body.select.from[0] : undefined;
  return from?.kind === "alias" ? from.alias.name : undefined;
}

it.each(["LIMIT 1", "limit ?", "LIMIT ALL", "OFFSET 1", "OFFSET ? ROWS", "FETCH FIRST ROW ONLY"])(
  "FROM t %s has no alias",
  (clause) => {
    expect(aliasOf(`SELECT * FROM t ${clause}`)).toBeUndefined();
    expect(aliasOf(`SELECT * FROM t a ${clause}`)).toBe("a");
    expect(aliasOf(`SELECT * FROM t AS a ${clause}`)).toBe("a");
    expect(() => parse(`SELECT 1 ${clause}`)).not.toThrow();
  },
);

it.each(["limit", "offset", "fetch", "window"])("FROM t %s has one", (word) => {
  expect(aliasOf(`SELECT * FROM t ${word}`)).toBe(word);
  expect(aliasOf(`SELECT * FROM t ${word} LIMIT 1`)).toBe(word);
  expect(aliasOf(`SELECT * FROM t "${word}" LIMIT 1`)).toBe(word);
});
