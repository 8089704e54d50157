import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { createApi } from "../index.ts";

const engine = { run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }) };

it("says what each reference means: none leads to nothing, or only to itself", () => {
  const { document } = createApi({ engine, datasets: [apiLogs] });
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
  const names = new Set(references.map(([, to]) => to ?? ""));
  expect(names).toContain("#/components/schemas/row_api_logs");
  for (const name of names) {
    const meant = name
      .split("/")
      .slice(1)
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document);
    expect([name, meant]).toEqual([name, expect.any(Object)]);
    expect(meant).not.toHaveProperty("$ref");
  }
});
