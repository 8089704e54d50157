import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildDeleteQuery,
  buildMergeQuery,
  buildUpdateQuery,
  type Statement,
} from "@cloudapi/athena";
import { writeRows } from "@cloudapi/transform";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { createTable, fileCatalog, folderStorage, icebergSink } from "../src/index.ts";
import { writtenRow } from "./support/readers/canonical.ts";
import { firstDifference } from "./support/readers/first-difference.ts";
import { READERS } from "./support/readers/readers.ts";
import { withRegistered } from "./support/readers/trino-reader.ts";
import { bySpark, byTrino, HAS_WRITERS, newestMetadata } from "./support/readers/turns.ts";
import { changes } from "./support/row-level/changes.ts";
import { type Change, changed } from "./support/row-level/model.ts";
import { type OrderRow, orders, ordersNamed, rowsThere } from "./support/row-level/orders.ts";

const LONG = { timeout: 900_000 };
const trino = testServer("CLOUDAPI_TEST_TRINO_ICEBERG") ?? "";

/** A table, what is to become of it, and what it comes to. */
interface Case {
  readonly name: string;
  readonly rows: readonly OrderRow[];
  readonly changes: readonly Change[];
  readonly expected: readonly OrderRow[];
}

/** The same for every run. */
function cases(count: number, seed: number): Case[] {
  return fc
    .sample(fc.tuple(rowsThere, changes), { numRuns: count, seed })
    .map(([rows, each], i) => ({
      name: `orders_${i}`,
      rows,
      changes: each,
      expected: each.reduce<OrderRow[]>(changed, [...rows]),
    }));
}

async function newLake(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "iceberg-row-level-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

async function makeTable(root: string, name: string, rows: readonly OrderRow[]): Promise<void> {
  const dataset = ordersNamed(name);
  const catalog = fileCatalog(folderStorage(root));
  const table = await createTable(catalog, { namespace: "lake", dataset });
  await writeRows(dataset, [rows], icebergSink(table), { sourceId: "first" });
}

/** The statement of a change. */
function statementOf(
  change: Change,
  names: { table: string; database?: string; from: string },
): Statement {
  const { table, database, from } = names;
  const target = { table, ...(database !== undefined && { database }) };
  if (change.kind === "delete") return buildDeleteQuery(orders, { ...target, where: change.where });
  if (change.kind === "update")
    return buildUpdateQuery(orders, { ...target, where: change.where, set: change.set });
  const source = { table: from, ...(database !== undefined && { database }) };
  return buildMergeQuery(orders, {
    ...change.input,
    ...target,
    from: source,
    on: ["id", "region"],
  });
}

/** What readers give otherwise than the model. */
async function differences(root: string, all: readonly Case[]): Promise<unknown[]> {
  const { columns } = orders;
  const reads = await Promise.all(
    all.map(async ({ name }) => ({
      metadata: await newestMetadata(join(root, "lake", name)),
      columns,
    })),
  );
  const expected = all.map((each) => each.expected.map((row) => writtenRow(columns, { ...row })));
  const found: unknown[] = [];
  for (const { name, read } of READERS.filter((each) => each.name !== "icebird")) {
    const difference = firstDifference(await read(reads), expected);
    if (difference !== undefined) found.push([name, difference]);
  }
  return found;
}

/** One after another on Trino, which has tables under names of its own. */
async function runOnTrino(root: string, { name, changes: all }: Case): Promise<void> {
  const target = join(root, "lake", name);
  for (const [i, change] of all.entries()) {
    const run = (from: string) =>
      byTrino(target, [
        (table) => statementOf(change, { table: bare(table), from: bare(from) }).sql,
      ]);
    if (change.kind !== "merge") {
      await run("");
      continue;
    }
    const source = `${name}_new_${i}`;
    await makeTable(root, source, change.rows);
    const metadata = await newestMetadata(join(root, "lake", source));
    await withRegistered(trino, metadata, run);
  }
}

function bare(quoted: string): string {
  return quoted.replaceAll('"', "");
}

/** Spark as it reads the SQL of Trino. */
const AS_STANDARD = [
  "USE files",
  "SET spark.sql.ansi.enabled=true",
  "SET spark.sql.ansi.doubleQuotedIdentifiers=true",
  "SET spark.sql.timestampType=TIMESTAMP_NTZ",
];

async function statementsForSpark(root: string, { name, changes: all }: Case): Promise<string[]> {
  const statements: string[] = [];
  for (const [i, change] of all.entries()) {
    const from = `${name}_new_${i}`;
    if (change.kind === "merge") await makeTable(root, from, change.rows);
    const { sql } = statementOf(change, { table: name, database: "lake", from });
    // To Spark two texts side by side are one text.
    statements.push(sql.replaceAll("''", "\\'"));
  }
  return statements;
}

describe.skipIf(!HAS_WRITERS || READERS.some(({ isThere }) => !isThere))(
  "MERGE, DELETE and UPDATE",
  () => {
    it("by Trino come to what they say, whoever reads", LONG, async () => {
      const root = await newLake();
      const all = cases(propertyRuns(3), 20_260_901);
      for (const each of all) {
        await makeTable(root, each.name, each.rows);
        await runOnTrino(root, each);
      }
      expect(all.flatMap(({ expected }) => expected).length).toBeGreaterThan(3);
      expect(await differences(root, all)).toEqual([]);
    });

    it.each(["copy-on-write", "merge-on-read"])(
      "by Spark (%s) come to what they say, whoever reads",
      LONG,
      async (mode) => {
        const root = await newLake();
        const all = cases(propertyRuns(3), 20_260_902);
        const statements = [...AS_STANDARD];
        for (const each of all) {
          await makeTable(root, each.name, each.rows);
          const modes = ["delete", "update", "merge"].map(
            (kind) => `'write.${kind}.mode'='${mode}'`,
          );
          statements.push(`ALTER TABLE lake.${each.name} SET TBLPROPERTIES (${modes.join(", ")})`);
          statements.push(...(await statementsForSpark(root, each)));
        }
        await bySpark(root, statements);
        expect(await differences(root, all)).toEqual([]);
      },
    );
  },
);
