import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  evolveTable,
  fileCatalog,
  folderStorage,
  type IcebergTable,
  icebergSink,
  loadTable,
  planScan,
  setPartition,
} from "../src/index.ts";
import { nullsAsEmpty, writtenRow } from "./support/readers/canonical.ts";
import { differences } from "./support/readers/differences.ts";
import { READERS } from "./support/readers/readers.ts";
import { trinoIceberg } from "./support/readers/trino-reader.ts";
import { adopt, bySpark, byTrino, HAS_WRITERS, newestMetadata } from "./support/readers/turns.ts";
import { writeByPyIceberg } from "./support/readers/write-by-pyiceberg.ts";
import { valuesSql } from "./support/row-level/order-literals.ts";
import { type OrderRow, orders, rowsThere } from "./support/row-level/orders.ts";

const trino = testServer("CLOUDAPI_TEST_TRINO_ICEBERG") ?? "";
const python = testServer("CLOUDAPI_TEST_PYTHON") ?? "";

/** The orders with a name that is another, a type that is wider, and a column and fields that are new. */
const { op, n: _, ...kept } = orders.schema.shape;
const evolved = defineDataset({
  name: "orders",
  schema: z.object({
    ...kept,
    kind: op,
    n: z.int64().optional(),
    place: z.object({ city: z.string().optional() }).optional(),
  }),
  eventTime: "at",
});

/** Who makes a table: where it is to be, the rows that it gets, and whether rows with the id 2 are deleted of it again. */
interface Maker {
  readonly name: string;
  readonly deletes: boolean;
  /** Whether its files say their schema, without which icebird has null for columns with another name. */
  readonly saysSchema: boolean;
  make(root: string, rows: readonly OrderRow[]): Promise<void>;
}

const COLUMNS =
  "id BIGINT, region STRING, at TIMESTAMP_NTZ, changed TIMESTAMP_NTZ, op STRING, price DECIMAL(9, 2), n INT, tags ARRAY<STRING>";

const MAKERS: readonly Maker[] = [
  {
    name: "Spark",
    deletes: true,
    saysSchema: true,
    make: (root, rows) =>
      bySpark(root, [
        `CREATE TABLE files.lake.orders (${COLUMNS}) USING iceberg PARTITIONED BY (days(at), bucket(3, id))
         TBLPROPERTIES ('format-version' = '2', 'write.delete.mode' = 'merge-on-read')`,
        `INSERT INTO files.lake.orders VALUES ${valuesSql(rows, "Spark")}`,
        "DELETE FROM files.lake.orders WHERE id = 2",
      ]),
  },
  {
    name: "Trino",
    deletes: true,
    saysSchema: false,
    async make(root, rows) {
      const folder = join(root, "lake/orders");
      const table = `iceberg."default"."first_${crypto.randomUUID().slice(0, 8)}"`;
      const columns = COLUMNS.replaceAll("STRING", "VARCHAR")
        .replaceAll("TIMESTAMP_NTZ", "TIMESTAMP(6)")
        .replace("ARRAY<VARCHAR>", "ARRAY(VARCHAR)");
      const statements = [
        "CREATE SCHEMA IF NOT EXISTS iceberg.default",
        `CREATE TABLE ${table} (${columns}) WITH (format_version = 2, format = 'PARQUET',
         partitioning = ARRAY['month(at)', 'truncate(region, 1)'], location = 'file://${folder}')`,
        `INSERT INTO ${table} VALUES ${valuesSql(rows, "Trino")}`,
        `DELETE FROM ${table} WHERE id = 2`,
      ];
      for (const sql of statements) await trinoIceberg(trino, sql);
      const log = table.replace(/"$/, '$metadata_log_entries"');
      const [[file] = []] = await trinoIceberg(
        trino,
        `SELECT file FROM ${log} ORDER BY latest_sequence_number DESC, timestamp DESC LIMIT 1`,
      );
      await adopt(folder, String(file));
    },
  },
  {
    name: "PyIceberg",
    deletes: false,
    saysSchema: false,
    async make(root, rows) {
      const folder = join(root, "lake/orders");
      const partition = [{ column: "at", transform: "day", name: "at_day" }];
      const commits = [rows.map((row) => canonical(row))];
      const location = `file://${folder}`;
      const { columns } = orders;
      const [[made = ""] = []] = await writeByPyIceberg(python, [
        { location, columns, partition, commits },
      ]);
      await adopt(folder, made);
    },
  },
];

/** As PyIceberg writes it, which was given no list. */
function withTags(row: OrderRow): OrderRow {
  return { ...row, tags: row.tags ?? [] };
}

function canonical(row: OrderRow) {
  return nullsAsEmpty(orders.columns, writtenRow(orders.columns, { ...row }));
}

type EvolvedRow = z.input<(typeof evolved)["schema"]>;

function asEvolved({ op: kind, n, ...row }: OrderRow): EvolvedRow {
  return {
    ...row,
    ...(kind !== undefined && { kind }),
    ...(typeof n === "number" && { n: BigInt(n) }),
  };
}

describe.skipIf(!HAS_WRITERS || READERS.some(({ isThere }) => !isThere)).each(MAKERS)(
  "a table that $name made",
  (maker) => {
    it("is loaded, extended and evolved by us, goes on there, and has its history", {
      timeout: 900_000,
    }, async () => {
      const root = await mkdtemp(join(tmpdir(), "iceberg-first-"));
      onTestFinished(() => rm(root, { recursive: true, force: true }));
      const [first, second, again] = fc.sample(rowsThere, { numRuns: 3, seed: 20_260_903 }) as [
        OrderRow[],
        OrderRow[],
        OrderRow[],
      ];
      const theirs = [...first, { ...(first[0] as OrderRow), id: 2n }];
      await maker.make(root, theirs);
      const load = () =>
        loadTable(fileCatalog(folderStorage(root)), { namespace: "lake", name: "orders" });
      const table = await load();
      const history = table.metadata.snapshots.map((each) => each["snapshot-id"]);
      const { tasks } = await planScan(table);
      expect(tasks.some(({ deletes }) => deletes.length > 0)).toBe(maker.deletes);

      const write = (to: IcebergTable, rows: readonly OrderRow[], sourceId: string) =>
        writeRows(orders, [rows], icebergSink(to), { sourceId });
      await write(table, second, "ours");
      await write(await load(), again, "ours");
      const renames = { kind: "op" };
      const wider = await evolveTable(await load(), evolved, { renames });
      await setPartition(wider, [{ column: "id", transform: "bucket", n: 2 }]);
      const late = {
        id: 7n,
        at: "2025-03-01T00:00:00.000Z",
        n: 2n ** 40n,
        place: { city: "Köln" },
      };
      await writeRows(evolved, [[late]], icebergSink(await load()), { sourceId: "late" });
      const marked = "WHERE id = 7";
      if (maker.name === "Trino")
        await byTrino(join(root, "lake/orders"), [
          (name) => `UPDATE ${name} SET kind = 'seen' ${marked}`,
        ]);
      else await bySpark(root, [`UPDATE files.lake.orders SET kind = 'seen' ${marked}`]);

      const left = maker.deletes ? theirs.filter(({ id }) => id !== 2n) : theirs.map(withTags);
      const rows = [...[...left, ...again].map(asEvolved), { ...late, kind: "seen" }];
      const { columns } = evolved;
      const expected = [
        {
          read: { metadata: await newestMetadata(join(root, "lake/orders")), columns },
          rows: rows.map((row) => writtenRow(columns, { ...row })),
        },
      ];
      const found: unknown[] = [];
      for (const reader of READERS.filter(({ name }) => maker.saysSchema || name !== "icebird"))
        for (const difference of await differences(reader, expected))
          found.push([reader.name, difference]);
      expect(found).toEqual([]);
      const now = await load();
      const ids = now.metadata.snapshots.map((each) => each["snapshot-id"]);
      expect(ids.slice(0, history.length)).toEqual(history);
      expect(ids).toHaveLength(history.length + 4);
    });
  },
);
