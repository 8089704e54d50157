import { type MemorySink, memorySink } from "@cloudapi/transform";
import { MongoClient } from "mongodb";
import { describe, expect, it } from "vitest";
import { type IngestInput, ingest, ndjsonTarget } from "../src/index.ts";
import { mongoSource } from "../src/mongo/index.ts";
import { MONGO_SERVERS, withDatabase } from "./mongo-servers.ts";
import { PATIENCE_MS } from "./postgres-database.ts";
import { disturbedSource } from "./support/disturbed-source.ts";
import { tcpFront } from "./support/tcp-front.ts";

const NAMES = ["c0", "c1", "c2"];
const LOAD_TIME = new Date("2025-01-15T10:30:45Z");

function documents(count: number): { _id: number; v: string }[] {
  return Array.from({ length: count }, (_, at) => ({ _id: at, v: `value ${at}` }));
}

async function load(input: Omit<IngestInput, "target">, sink: MemorySink) {
  const settings = { ...input, target: ndjsonTarget(sink) };
  return ingest(settings, { loadTime: LOAD_TIME, batchBytes: 2_000 });
}

function published({ objects }: MemorySink): [string, string][] {
  const files = [...objects].filter(([key]) => !key.startsWith("_"));
  return files.map(([key, bytes]) => [key, Buffer.from(bytes).toString()]);
}

describe.each(MONGO_SERVERS)("a run on %s", (_, url) => {
  it.skipIf(url === undefined)(
    "goes on when the server starts again midway",
    async () => {
      await withDatabase(url ?? "", async (db) => {
        for (const name of NAMES)
          await db.collection<{ _id: number; v: string }>(name).insertMany(documents(400));
        const undisturbed = memorySink();
        await load({ source: mongoSource(db, { name: "shop" }) }, undisturbed);
        const front = await tcpFront(new URL(url ?? ""));
        const client = new MongoClient(`mongodb://127.0.0.1:${front.port}/?directConnection=true`);
        const source = disturbedSource(mongoSource(client.db(db.databaseName), { name: "shop" }), {
          table: "c1",
          action: () => front.restart(1),
        });
        const sink = memorySink();
        const report = await load({ source }, sink);
        await client.close();
        await front.close();
        expect(report.failed).toEqual([]);
        expect(published(sink)).toHaveLength(NAMES.length);
        expect(published(sink)).toEqual(published(undisturbed));
      });
    },
    PATIENCE_MS,
  );

  it.skipIf(url === undefined)(
    "names the collection whose cursor some documents have not, and goes on in the others, of mixed types as well",
    async () => {
      await withDatabase(url ?? "", async (db) => {
        await db.collection("mixed").insertMany([{ at: 1 }, { at: "x" }]);
        await db.collection("absent").insertMany([{ at: 1 }, { other: 1 }]);
        const sink = memorySink();
        const cursors = { mixed: { column: "at" }, absent: { column: "at" } };
        const source = mongoSource(db, { name: "shop" });
        const input = { source, mode: "incremental", cursors } as const;
        const report = await load(input, sink);
        expect(report.tables).toMatchObject([
          {
            table: "absent",
            status: "failed",
            code: "CURSOR_HAS_NULLS",
            message: expect.stringMatching(/shop.*"absent"|"absent".*shop/) as string,
          },
          { table: "mixed", rowsWritten: 2 },
        ]);
        // A date comes behind numbers and text.
        await db.collection("mixed").insertOne({ at: new Date("2025-01-01T00:00:00Z") });
        const again = await load({ ...input, tables: ["mixed"] }, sink);
        expect(again).toMatchObject({ failed: [], rowsWritten: 1 });
        expect(published(sink).every(([key]) => key.startsWith("mixed/"))).toBe(true);
      });
    },
    PATIENCE_MS,
  );
});
