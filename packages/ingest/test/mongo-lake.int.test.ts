import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { query, selectColumns } from "@cloudapi/athena";
import { startLocalCloud } from "@cloudapi/local";
import { s3Sink } from "@cloudapi/transform/s3";
import * as fc from "fast-check";
import { BSON, type Db } from "mongodb";
import { describe, expect, it } from "vitest";
import { ensureCatalog } from "../src/glue/index.ts";
import { ingest, ndjsonTarget, parquetTarget, proposeDataset } from "../src/index.ts";
import { mongoSource } from "../src/mongo/index.ts";
import type { IngestTarget } from "../src/target/target.ts";
import { SCALARS } from "./bson-values.ts";
import { MONGO_SERVERS, withDatabase } from "./mongo-servers.ts";

const { Binary, BSONRegExp, Code, Decimal128, Double, EJSON, Int32, Long, ObjectId, Timestamp } =
  BSON;

/** What a value of the lake was in the database, by the type that its column had there. */
const BACK: Readonly<Record<string, (value: never) => unknown>> = {
  double: (value: number) => new Double(value),
  string: (value: string) => value,
  binData: (value: string) => new Binary(Buffer.from(value, "base64")),
  uuid: (value: string) => new BSON.UUID(value),
  objectId: (value: string) => new ObjectId(value),
  bool: (value: boolean) => value,
  date: (value: string) => new Date(value),
  regex: (text: string) =>
    new BSONRegExp(text.slice(1, text.lastIndexOf("/")), text.slice(text.lastIndexOf("/") + 1)),
  javascript: (value: string) => new Code(value),
  int: (value: number) => new Int32(value),
  timestamp: ({ t, i }: { t: bigint; i: bigint }) => new Timestamp({ t: Number(t), i: Number(i) }),
  long: (value: bigint) => Long.fromBigInt(value),
  decimal: (value: string) => Decimal128.fromString(value),
  minKey: (value: string) => EJSON.parse(value) as unknown,
  maxKey: (value: string) => EJSON.parse(value) as unknown,
  list: (value: (string | null)[]) => value,
  nested: ({ at, n_1 }: { at: string; n_1: number[] }) => ({
    at: new Date(at),
    "n 1": n_1.map((each) => new Int32(each)),
  }),
  mixed: (value: string) => EJSON.parse(value) as unknown,
};

const ROWS = 12;

function valuesOf(kind: string): unknown[] {
  const sampled = (arbitrary: fc.Arbitrary<unknown>) =>
    fc.sample(arbitrary, { numRuns: ROWS, seed: 11 });
  switch (kind) {
    case "double":
      return [...sampled(fc.double({ noNaN: true, noDefaultInfinity: true })), 5].map(
        (each) => new Double(Number(each)),
      );
    case "binData":
      return sampled(fc.uint8Array({ maxLength: 9 })).map((each) => new Binary(each as Uint8Array));
    case "date":
      return sampled(
        fc.date({
          min: new Date("0001-01-01T00:00:00Z"),
          max: new Date("9999-12-31T23:59:59.999Z"),
          noInvalidDate: true,
        }),
      );
    case "decimal":
      return ["0.10", "-12345678901234567890123456789.12345", "0E-3", "1E+5"].map((each) =>
        Decimal128.fromString(each),
      );
    case "list":
      return [["a", null, ""], [], ["é"]];
    case "nested":
      return [{ at: new Date(5), "n 1": [new Int32(1), new Int32(-2)] }];
    case "mixed":
      return [new Int32(1), "1", new Date(7), new ObjectId(), new Double(1.5), [new Int32(1), "x"]];
    default:
      return sampled(SCALARS[kind] ?? fc.constant(null));
  }
}

/** A document for each value, with a field for each type. */
async function insertKinds(
  db: Db,
): Promise<ReadonlyMap<number, readonly [kind: string, value: unknown]>> {
  const all = Object.keys(BACK).flatMap((kind) =>
    valuesOf(kind).map((value) => [kind, value] as const),
  );
  const documents = all.map(([kind, value], index) => ({ _id: new Int32(index), [kind]: value }));
  await db.collection("kinds").insertMany(documents as never);
  return new Map(all.map((each, index) => [index, each]));
}

describe("every BSON type", () => {
  const [, url = ""] = MONGO_SERVERS[0] ?? [];

  it.skipIf(url === "")("comes back from the lake as it was", async () => {
    await withDatabase(url, async (db) => {
      const inserted = await insertKinds(db);
      await withLake(async ({ s3, glue, athena }) => {
        const source = mongoSource(db, { name: "ms3" });
        const [table] = await source.discover();
        if (table === undefined) throw new Error("no table");
        const load = async (target: IngestTarget, tablePrefix: string) => {
          const report = await ingest({ source, target });
          const [made] = await ensureCatalog(glue, report, { database: "lake", tablePrefix });
          expect(made).toMatchObject({ status: "done" });
          return report;
        };
        const sink = s3Sink(s3, { bucket: "lake" });
        const report = await load(parquetTarget(sink), "parquet_");
        const counts = { rowsRead: inserted.size, rowsWritten: inserted.size, rowsRejected: 0 };
        expect(report).toMatchObject({ ...counts, loss: { columns: { lossy: 0, refused: 0 } } });

        const place = { database: "lake", outputLocation: "s3://lake/results/" };
        const contract = proposeDataset(table);
        const sql = `SELECT ${selectColumns(contract)} FROM lake.parquet_kinds`;
        const found = new Map<number, unknown>();
        for await (const row of query(athena, { ...place, sql, schema: contract })) {
          const { _id, ...columns } = row as Record<string, unknown>;
          const [kind = ""] = inserted.get(Number(_id)) ?? [];
          found.set(Number(_id), BACK[kind]?.(columns[kind] as never));
        }
        expect(texts(found)).toEqual(
          texts(new Map([...inserted].map(([id, [, value]]) => [id, value]))),
        );

        const lines = await load(
          ndjsonTarget(s3Sink(s3, { bucket: "lake", prefix: "lines/" })),
          "lines_",
        );
        expect(lines).toMatchObject(counts);
        const counted = `SELECT count(*) AS n, count("decimal") AS decimals FROM lake.lines_kinds`;
        for await (const row of query(athena, { ...place, sql: counted }))
          expect([Number(row["n"]), Number(row["decimals"])]).toEqual([inserted.size, 4]);
      });
    });
  });
});

/** Values as canonical Extended JSON, decimals without zeros at their end. */
function texts(values: ReadonlyMap<number, unknown>): readonly string[] {
  return [...values]
    .sort(([a], [b]) => a - b)
    .map(([, value]) =>
      value instanceof Decimal128
        ? plain(String(value))
        : EJSON.stringify(value, { relaxed: false }),
    );
}

/** A decimal as a whole number of 10^-20. */
function plain(text: string): string {
  const [digits = "", exponent = "0"] = text.split("E");
  const [whole = "", fraction = ""] = digits.split(".");
  return String(BigInt(whole + fraction) * 10n ** BigInt(20 + Number(exponent) - fraction.length));
}

interface Lake {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly athena: AthenaClient;
}

async function withLake(use: (lake: Lake) => Promise<void>): Promise<void> {
  const cloud = await startLocalCloud();
  const { clientConfig } = cloud;
  const lake = {
    s3: new S3Client(clientConfig),
    glue: new GlueClient(clientConfig),
    athena: new AthenaClient(clientConfig),
  };
  try {
    await lake.s3.send(new CreateBucketCommand({ Bucket: "lake" }));
    await use(lake);
  } finally {
    for (const client of Object.values(lake)) client.destroy();
    await cloud.close();
  }
}
