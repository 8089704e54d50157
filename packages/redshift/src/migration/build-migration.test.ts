import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { buildMigration } from "./build-migration.ts";

function prices(fields: z.ZodRawShape): Dataset {
  const schema = z.object({ sku: z.string(), ...fields });
  return defineDataset({ name: "prices", schema }) as unknown as Dataset;
}

describe("what brings a table to another contract", () => {
  it("nothing where nothing differs", () => {
    const { kind, statements } = buildMigration(prices({}), prices({}));
    expect({ kind, statements }).toEqual({ kind: "none", statements: [] });
  });

  it("new columns, and the new contract's hash, behind the lock that loads take", () => {
    const after = prices({ note: z.string().optional(), tax: z.string().default("it's") });
    const { kind, statements, before } = buildMigration(prices({}), after);
    expect({ kind, before }).toEqual({ kind: "alter", before: [] });
    expect(statements).toEqual([
      'LOCK TABLE "public"."prices__loads"',
      'ALTER TABLE "public"."prices" ADD COLUMN "note" varchar(65535) ENCODE zstd',
      `ALTER TABLE "public"."prices" ADD COLUMN "tax" varchar(65535) DEFAULT 'it''s' ENCODE zstd NOT NULL`,
      expect.stringContaining(`SET contract_hash = '${after.contractHash}'`),
      expect.stringContaining(`cloudapi.contract_hash=${after.contractHash}`),
    ]);
  });

  it("a text that may be longer, outside the transaction, where Redshift takes it", () => {
    const { before, kind } = buildMigration(
      prices({ note: z.string().max(10) }),
      prices({ note: z.string().max(20) }),
    );
    expect([kind, before]).toEqual([
      "alter",
      ['ALTER TABLE "public"."prices" ALTER COLUMN "note" TYPE varchar(60)'],
    ]);
  });

  it("a text that may be shorter leaves the column as it is", () => {
    const [wide, narrow] = [z.string().max(20), z.string().max(10)];
    expect(buildMigration(prices({ note: wide }), prices({ note: narrow })).kind).toBe("none");
  });

  it("a copy of all rows where a type is wider, or null is allowed", () => {
    const { kind, statements } = buildMigration(
      prices({ n: z.int32(), d: decimal(5, 2), f: z.string() }),
      prices({
        n: z.int64(),
        d: decimal(9, 3),
        f: z.string().optional(),
        new: z.int32().default(7),
      }),
    );
    expect(kind).toBe("rebuild");
    expect(statements[2]).toBe(
      'INSERT INTO "public"."prices__next" ("sku", "n", "d", "f", "new") SELECT "sku", CAST("n" AS bigint), CAST("d" AS decimal(9,3)), "f", 7 FROM "public"."prices"',
    );
    expect(statements.slice(3, 6)).toEqual([
      'ALTER TABLE "public"."prices" RENAME TO "prices__previous"',
      'ALTER TABLE "public"."prices__next" RENAME TO "prices"',
      'DROP TABLE "public"."prices__previous"',
    ]);
  });

  it.each([
    [{}, { n: z.int32() }, "n is new and required"],
    [{ n: z.int64() }, { n: z.int32() }, "n was bigint and is integer"],
    [{ n: z.string() }, { n: z.int32() }, "n was varchar(65535) and is integer"],
    [{ n: decimal(5, 2) }, { n: decimal(5, 3) }, "n was decimal(5,2) and is decimal(5,3)"],
    [{ n: z.int32() }, {}, "n is gone; with allowDrop"],
  ])("refuses what would lose something: %#", (was, is, words) => {
    expect(() => buildMigration(prices(was), prices(is))).toThrow(words);
  });

  it("drops a column only when it may", () => {
    const { statements } = buildMigration(prices({ n: z.int32() }), prices({}), {
      allowDrop: true,
    });
    expect(statements[1]).toBe('ALTER TABLE "public"."prices" DROP COLUMN "n"');
  });
});
