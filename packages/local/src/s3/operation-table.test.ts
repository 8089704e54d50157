import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { OPERATIONS } from "./operation-table.ts";
import { REFUSED_OPERATIONS } from "./refused-operations.ts";

const page = await readFile(join(import.meta.dirname, "../../../../docs/local.md"), "utf8");
const documented = new Set(page.match(/\w+/g));

it("every operation is in docs/local.md, done or refused", () => {
  const names = [...OPERATIONS.map(({ name }) => name), ...REFUSED_OPERATIONS];
  expect(names.length).toBeGreaterThan(90);
  expect(names.filter((name) => !documented.has(name))).toEqual([]);
});

it("no operation is both done and refused", () => {
  const done = OPERATIONS.map(({ name }) => name);
  expect(REFUSED_OPERATIONS.filter((name) => done.includes(name))).toEqual([]);
  expect(new Set(done).size).toBe(done.length);
});
