import { expect, it } from "vitest";
import { knownResults } from "./known-results.ts";
import { resultText } from "./result-text.ts";

function textOf(n: bigint): string {
  return resultText({ columns: [], rows: [{ n }], scannedBytes: 0, engineMs: 0 });
}

it("reads a text once for as long as it comes again, and anew when it is another", () => {
  const read = knownResults();
  const first = read("a", textOf(1n));
  expect(first?.rows).toEqual([{ n: 1n }]);
  expect(read("a", textOf(1n))).toBe(first);
  expect(read("a", textOf(2n))?.rows).toEqual([{ n: 2n }]);
  for (const text of ["not a result", "null", "{}", '{"rows":1}', "[]"])
    expect(read("a", text)).toBeUndefined();
  expect(read("a", textOf(2n))?.rows).toEqual([{ n: 2n }]);
});

it("keeps those that were wanted last", () => {
  const read = knownResults();
  const [kept, gone] = [read("kept", textOf(1n)), read("gone", textOf(1n))];
  for (let i = 0; i < 300; i++) {
    read(`other ${i}`, textOf(1n));
    read("kept", textOf(1n));
  }
  expect(read("kept", textOf(1n))).toBe(kept);
  expect(read("gone", textOf(1n))).not.toBe(gone);
});
