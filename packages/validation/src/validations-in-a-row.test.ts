import { apiLogs } from "@cloudapi/core";
import { validateJson } from "@cloudapi/validation";
import { afterEach, expect, test, vi } from "vitest";

/** Node's types have none of it. */
const { WebAssembly: api } = globalThis as unknown as {
  readonly WebAssembly: { Memory: () => unknown };
};

afterEach(() => vi.unstubAllGlobals());

/** Lines of which some do not fit, and some have names that no field has. */
function lines(count: number, seed: number): string {
  const rows = Array.from({ length: count }, (_, i) => ({
    timestamp: "2025-01-15T10:30:45Z",
    endpoint: `/api/${(i * seed) % 40}`,
    status_code: i % 9 === 0 ? "none" : 200,
    ...(i % 5 === 0 ? { [`more_${seed}`]: i } : {}),
  }));
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** What each validation says, counted alone and with its rows. */
async function validateAll(): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const text of [lines(300, 3), lines(100, 7), `${lines(200, 11)}{"cut`, lines(400, 3)]) {
    const rows: unknown[] = [];
    told.push(await validateJson(apiLogs, text));
    told.push(await validateJson(apiLogs, text, { onRecord: (row) => void rows.push(row) }), rows);
  }
  return told;
}

test("validations one behind the other use the same memory and leave nothing to each other", async () => {
  const memory = vi.spyOn(api, "Memory");
  const first = await validateAll();
  const again = await validateAll();
  expect(memory.mock.calls.length).toBeLessThanOrEqual(1);
  memory.mockRestore();
  vi.stubGlobal("WebAssembly", undefined);
  const plain = await validateAll();
  expect(again).toEqual(first);
  expect(plain).toEqual(first);
});
