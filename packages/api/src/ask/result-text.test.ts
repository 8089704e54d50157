import { expect, it } from "vitest";
import type { EngineResult } from "../engine/query-engine.ts";
import { resultOfText, resultText } from "./result-text.ts";

function again(rows: readonly Record<string, unknown>[]) {
  const columns = [{ name: "a", type: "bigint" }];
  const result = { columns, rows, scannedBytes: 1, engineMs: 2, queryExecutionId: "q" };
  return resultOfText(resultText(result as unknown as EngineResult))?.rows;
}

it("gives every value of a row as it was", () => {
  const row = {
    integer: 2n ** 63n - 1n,
    bytes: new Uint8Array([0, 255]),
    infinite: -Infinity,
    none: Number.NaN,
    text: "a",
    nothing: null,
    nested: { list: [1n, { b: Infinity }], $object: 1 },
  };
  expect(again([row])).toEqual([row]);
});

it.each(["$int64", "$number", "$bytes", "$object", "__proto__"])(
  "a column that a caller names %s is one as any other",
  (name) => {
    const row: Record<string, unknown> = Object.fromEntries<unknown>([
      [name, "5"],
      ["other", 1],
    ]);
    expect(again([row])).toEqual([row]);
    expect(again([Object.fromEntries([[name, "5"]])])).toEqual([Object.fromEntries([[name, "5"]])]);
  },
);
