import { listDataFiles, type MemorySink, memorySink } from "@cloudapi/transform";
import { readParquetFile } from "@cloudapi/transform/internal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IngestInput, ingest, parquetTarget, proposeDataset } from "../src/index.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { subSink } from "../src/target/sub-sink.ts";
import { PATIENCE_MS } from "./postgres-database.ts";
import { readAll } from "./read-all.ts";
import { SQL_DATABASES, type SqlDatabase } from "./sql-databases.ts";

type Row = Readonly<Record<string, unknown>>;

/** Keys whose order by a collation is not that of their code points, and of which none fits a number. */
const REGIONS = ["b", "B", "é", "Z", "a"];

describe.each(SQL_DATABASES)("$name", ({ isThere, ...server }) => {
  let database: SqlDatabase;

  beforeAll(async () => {
    if (isThere) database = await server.open();
  }, PATIENCE_MS);

  afterAll(async () => {
    await database?.close();
  });

  async function makeOrders(): Promise<void> {
    const time = database.kind === "postgres" ? "timestamptz" : "datetime(6)";
    // The default collation would take b for B.
    const binary = database.kind === "postgres" ? "" : "COLLATE utf8mb4_bin";
    await database.run(
      "DROP TABLE IF EXISTS orders",
      `CREATE TABLE orders (id bigint NOT NULL, region varchar(5) ${binary} NOT NULL, total decimal(10,2) NOT NULL, changed ${time} NOT NULL, gone int, PRIMARY KEY (region, id))`,
    );
  }

  it.skipIf(!isThere)(
    "merges what changed since, to the microsecond, by a key of two columns",
    async () => {
      await makeOrders();
      const sink = memorySink();
      const input: IngestInput = {
        source: database.source,
        tables: ["orders"],
        target: parquetTarget(sink),
        mode: "merge",
        cursors: { orders: { column: "changed", deleted: "gone" } },
      };
      for (let round = 0; round < 5; round++) {
        await database.run(...changesOf(round));
        const report = await ingest(input, { batchBytes: 500 });
        expect(report.failed).toEqual([]);
      }
      const rows = await readAll(database.source, "orders");
      const left = rows.filter((row) => row["gone"] === null);
      expect(left.length).toBeGreaterThan(20);
      expect(sorted(await inLake(sink, database))).toEqual(sorted(left));
      expect((await ingest(input)).rowsRead).toBe(0);
    },
  );

  it.skipIf(!isThere)("reads once what comes behind a cursor of bytes of text", async () => {
    await makeOrders();
    const sink = memorySink();
    const input: IngestInput = {
      source: database.source,
      tables: ["orders"],
      target: parquetTarget(sink),
      mode: "incremental",
      cursors: { orders: { column: "region" } },
    };
    const read: number[] = [];
    for (const region of ["B", "Z", "a", "b", "é"]) {
      const values = [0, 1, 2].map(
        (id) => `(${id}, '${region}', 1.5, '2024-01-01 00:00:00', NULL)`,
      );
      await database.run(`INSERT INTO orders VALUES ${values.join(", ")}`);
      read.push((await ingest(input)).rowsRead);
    }
    expect(read).toEqual([3, 3, 3, 3, 3]);
    const rows = await readAll(database.source, "orders");
    expect(sorted(await inLake(sink, database))).toEqual(sorted(rows));
  });

  it.skipIf(!isThere)(
    "reads once what comes behind decimals, of which 10 is behind 9",
    async () => {
      await database.run(
        "DROP TABLE IF EXISTS seats",
        "CREATE TABLE seats (id decimal(20,0) PRIMARY KEY)",
      );
      const read: number[] = [];
      const input = {
        source: database.source,
        tables: ["seats"],
        target: parquetTarget(memorySink()),
        mode: "incremental",
      } as const;
      for (const id of [9, 10, 11, 100]) {
        await database.run(`INSERT INTO seats VALUES (${id})`);
        read.push((await ingest(input)).rowsRead);
      }
      expect(read).toEqual([1, 1, 1, 1]);
    },
  );

  it.skipIf(!isThere)(
    "reads once what comes at the same time, by a key that begins with padded text",
    async () => {
      await database.run(
        "DROP TABLE IF EXISTS seats",
        "CREATE TABLE seats (hall char(5) NOT NULL, id int NOT NULL, day date NOT NULL, PRIMARY KEY (hall, id))",
      );
      const read: number[] = [];
      const input = {
        source: database.source,
        tables: ["seats"],
        target: parquetTarget(memorySink()),
        mode: "incremental",
        cursors: { seats: { column: "day" } },
      } as const;
      for (const id of [1, 2, 3]) {
        await database.run(`INSERT INTO seats VALUES ('a', ${id}, '2024-01-01')`);
        read.push((await ingest(input)).rowsRead);
      }
      expect(read).toEqual([1, 1, 1]);
    },
  );
});

/** Rows come, change and go, each with a time one microsecond behind the one before. */
function changesOf(round: number): string[] {
  return REGIONS.flatMap((region, at) => [
    ...[0, 1].map((id) => {
      const values = `${round * 10 + id}, '${region}', ${id}.25, '${timeOf(round, at * 10 + id)}'`;
      return `INSERT INTO orders (id, region, total, changed) VALUES (${values})`;
    }),
    `UPDATE orders SET total = total + 1, changed = '${timeOf(round, at * 10 + 5)}' WHERE region = '${region}' AND id = ${(round - 1) * 10}`,
    `UPDATE orders SET gone = 1, changed = '${timeOf(round, at * 10 + 7)}' WHERE region = '${region}' AND id = ${(round - 2) * 10 + 1}`,
  ]);
}

function timeOf(round: number, micros: number): string {
  return `2024-01-01 00:00:00.${String(round * 100 + micros).padStart(6, "0")}`;
}

async function inLake(sink: MemorySink, { source }: SqlDatabase): Promise<Row[]> {
  const [table] = (await source.discover({ tables: ["orders"] })) as [SourceTable];
  const files = await listDataFiles(subSink(sink, "orders/"), { dataset: proposeDataset(table) });
  const found: Row[] = [];
  for (const { key } of files) {
    const { rows } = await readParquetFile(sink.objects.get(key) ?? new Uint8Array());
    for await (const batch of rows) found.push(...(batch as Row[]));
  }
  return found;
}

function sorted(rows: readonly Row[]): Row[] {
  const place = (row: Row) => `${String(row["region"])} ${String(row["id"])}`;
  return rows.map((row) => ({ ...row })).sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
