import { expect, it } from "vitest";
import { partitionKey } from "./partition-key.ts";

it("tells every two partitions apart", () => {
  const values = [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1.5];
  const partitions = [
    ...values.map((value) => [value]),
    ...values.flatMap((value) => values.map((other) => [value, other])),
    [5n, null],
    [-5n, null],
    ["null", null],
    [Uint8Array.of(1), null],
    [Uint8Array.of(1, 0), null],
  ];
  expect(new Set(partitions.map(partitionKey)).size).toBe(partitions.length);
});
