import type { AthenaClient } from "@aws-sdk/client-athena";
import { expect, it } from "vitest";
import { athenaEngine } from "./athena-engine.ts";

const SIGNAL = new AbortController().signal;

it.each([
  [undefined, "lake"],
  ["own", "own"],
])(
  "a catalog is asked for the table that a query reads: of %s in %s",
  async (database, expected) => {
    const asked: unknown[] = [];
    const engine = athenaEngine({} as AthenaClient, {
      database: "lake",
      describe: async (table) => {
        asked.push(table);
        return undefined;
      },
    });
    await engine.describe?.({ table: "orders", database }, SIGNAL);
    expect(asked).toEqual([{ table: "orders", database: expected }]);
  },
);

it("engines of one catalog and database are one place, others are not", () => {
  const places = [{}, { database: "a" }, { database: "a", workGroup: "w" }, { catalog: "a" }].map(
    (input) => athenaEngine({} as AthenaClient, input).place,
  );
  expect(places[1]).toBe(places[2]);
  expect(new Set(places).size).toBe(3);
});
