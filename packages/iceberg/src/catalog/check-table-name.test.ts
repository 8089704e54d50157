import { expect, it } from "vitest";
import { checkTableName } from "./check-table-name.ts";

it.each([
  [
    "../x",
    "orders",
    'namespace must be levels with dots between them, each text of 1 to 255 bytes without slashes and control characters, not "../x"',
  ],
  ["", "orders", 'not ""'],
  ["a..b", "orders", 'not "a..b"'],
  [
    "lake",
    "a/b",
    'name must be text of 1 to 255 bytes without slashes and control characters, not "a/b"',
  ],
  ["lake", "..", 'not ".."'],
  ["lake", "é".repeat(200), `not "${"é".repeat(60)}"… (400 bytes).`],
])("refuses the name %s and %s, and shows it", (namespace, name, message) => {
  expect(() => checkTableName("loadTable", { namespace, name })).toThrow(message);
});

it("takes levels with dots between them, and names with dots", () => {
  const check = () => checkTableName("loadTable", { namespace: "lake.raw", name: "orders.v2" });
  expect(check).not.toThrow();
});
