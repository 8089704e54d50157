import { expect, it } from "vitest";
import { selectSql, withSql } from "./select-sql.ts";

it("indents steps, but not within the quotes of a name or text", () => {
  const names = ['"a\nb"', '"c ""\n d"', "'e\n''f'"];
  const steps = { rows: selectSql(names, '"t\nu"', { where: ['"a\nb" > 1', "true"] }) };
  const sql = withSql(steps, "TABLE rows");
  for (const name of [...names, '"t\nu"', '"a\nb" > 1']) expect(sql).toContain(name);
  expect(sql).toBe(
    `WITH "rows" AS (\n  SELECT\n    ${names.join(",\n    ")}\n  FROM "t\nu"\n  WHERE "a\nb" > 1\n    AND true\n)\nTABLE rows`,
  );
});

it("indents a line that begins with a quoted name", () => {
  expect(withSql({ a: '"x\ny"\n"z"' }, "")).toBe('WITH "a" AS (\n  "x\ny"\n  "z"\n)\n');
});
