import { LineBytes } from "@cloudapi/records/internal";
import { expect, test } from "vitest";
import { KeptRows } from "./kept-rows.ts";

test("a row whose line is not appended is a fault of the caller, not a row that is kept", () => {
  const kept = new KeptRows(100);
  const lines = new LineBytes();
  kept.keep(lines, (each) => each.appendRow({ line: 1 }));
  expect(() => kept.keep(lines, () => ({ line: 2 }))).toThrow(
    "A rejected row has to have a line of its own.",
  );
  expect(kept).toMatchObject({ rows: 1, rowsNotKept: 0 });
});

test("rows are counted that no room is left for, and their lines are not appended", () => {
  const kept = new KeptRows(15);
  const lines = new LineBytes();
  for (const line of [1, 2, 3]) kept.keep(lines, (each) => each.appendRow({ line }));
  expect(kept).toMatchObject({ rows: 1, rowsNotKept: 2 });
  expect(Buffer.from(lines.take()).toString()).toBe('{"line":1}\n');
});
