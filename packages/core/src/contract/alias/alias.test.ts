import { describe, expect, it } from "vitest";
import * as z from "zod";
import { json } from "../../types/json.ts";
import type { ContractError } from "../contract-error.ts";
import { defineDataset } from "../define-dataset.ts";

const schema = z.object({
  id: z.int64(),
  at: z.iso.datetime({ offset: true }).optional(),
  name: z.string().optional(),
  payload: json().optional(),
});

function define(alias: unknown, fields: z.ZodObject = schema) {
  return defineDataset({ name: "t", schema: fields, alias: alias as never });
}

function issuesOf(alias: unknown, fields?: z.ZodObject): string[] {
  try {
    define(alias, fields);
  } catch (error) {
    return (error as ContractError).issues.map(({ field, message }) => `${field}: ${message}`);
  }
  return [];
}

describe("alias", () => {
  it("is kept in full, frozen, and changes no hash", () => {
    const dataset = define({ id: "order-id", at: ["@timestamp", "time"], name: undefined });
    expect(dataset.alias).toEqual({ id: ["order-id"], at: ["@timestamp", "time"] });
    expect(Object.isFrozen(dataset.alias) && Object.isFrozen(dataset.alias["id"])).toBe(true);
    expect(dataset.contractHash).toBe(defineDataset({ name: "t", schema }).contractHash);
    expect(defineDataset({ name: "t", schema })).toMatchObject({ alias: {} });
  });

  it.each([
    [{ ID: "x" }, "ID: alias does not name a column; did you mean id?"],
    [{ "id.x": "x" }, "id.x: alias does not name a column"],
    [{ "id[].x": "x" }, "id[].x: alias does not name a column"],
    [{ id: 1 }, "id: its alias must be a name in sources, or a list of such names"],
    [{ id: [] }, "id: its alias must be a name in sources, or a list of such names"],
    [{ id: "" }, "id: its alias must be a name in sources, or a list of such names"],
    [{ id: ["a", null] }, "id: its alias must be a name in sources, or a list of such names"],
    [{ id: "id" }, 'id: "id" is its own name, which is read anyway; leave it out'],
    [{ id: "at" }, 'id: its alias "at" is the name of another column'],
    [{ id: ["x", "x"] }, 'id: its alias has "x" twice'],
    [{ id: "x", at: ["y", "x"] }, 'at: its alias "x" is claimed by "id" as well'],
    [
      { id: "payload.id" },
      'id: its alias "payload.id" leads into "payload", which is kept as JSON',
    ],
    ["x", "undefined: alias must be an object"],
    [["x"], "undefined: alias must be an object"],
  ])("%j is refused", (alias, message) => {
    expect(issuesOf(alias)[0]).toContain(message);
  });

  it("may have names that a column can't have, and paths", () => {
    expect(issuesOf({ id: ["__proto__", "order id", "é", "a..b", ".", "constructor"] })).toEqual(
      [],
    );
    expect(issuesOf({ id: "customer.id", name: "customer.name", at: "customer" })).toEqual([]);
  });
});
