import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { buildCreateTable, loadObjects } from "@cloudapi/redshift";
import { dataApiWarehouse } from "@cloudapi/redshift/data-api";
import { toParquet } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Api, createApi, redshiftEngine } from "../src/index.ts";

const sales = defineDataset({
  name: "sales",
  schema: z.object({
    id: z.string().max(40),
    at: z.iso.datetime({ offset: true }),
    date: z.iso.date(),
    amount: decimal(12, 2),
    serial: z.int64(),
    pieces: z.int32(),
    weight: z.number().optional(),
    open: z.boolean(),
    tags: z.array(z.object({ name: z.string() })).optional(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});

const ROWS = Array.from({ length: 60 }, (_, i) => ({
  id: ["a_b", "a%b", "a\\b", "it's", "a'b\\"][i % 5] + String(i),
  at: `2025-01-${String(1 + (i % 3)).padStart(2, "0")}T10:00:00.${String(i).padStart(3, "0")}Z`,
  date: `2025-01-${String(1 + (i % 3)).padStart(2, "0")}`,
  amount: `${i}.25`,
  serial: 2n ** 52n + BigInt(i),
  pieces: i - 30,
  open: i % 2 === 0,
  ...(i % 4 === 0 ? {} : { weight: i / 8 }),
  ...(i % 6 === 0 ? { tags: [{ name: `t${i}` }] } : {}),
}));

let cloud: LocalCloud;
let s3: S3Client;
let client: RedshiftDataClient;
let api: Api;

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  const { endpoint, region, credentials } = cloud.clientConfig;
  client = new RedshiftDataClient({ endpoint, region, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  const place = { workgroupName: "w", database: "dev", maxDelayMs: 50 };
  const warehouse = dataApiWarehouse(client, place);
  const dataset = sales as unknown as Dataset;
  await warehouse.transaction({ statements: buildCreateTable(dataset) });
  const Body = toParquet(sales, ROWS);
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "sales.parquet", Body }));
  await loadObjects({ s3, warehouse }, dataset, {
    objects: [{ bucket: "lake", key: "sales.parquet" }],
    mode: { mode: "append" },
    iamRole: "default",
    manifests: "s3://lake/_redshift/",
  });
  const engine = redshiftEngine(warehouse);
  api = createApi({
    engine,
    datasets: [dataset],
    resources: [{ dataset: "sales", key: ["id"], database: "public" }],
  });
}, 240_000);
afterAll(async () => {
  for (const each of [s3, client]) each.destroy();
  await cloud.close();
}, 60_000);

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
}

async function ask(query: Readonly<Record<string, string>>, path = "/api/sales"): Promise<Page> {
  const url = `http://localhost${path}?${new URLSearchParams(query).toString()}`;
  const response = await api.fetch(new Request(url));
  expect([await response.clone().text(), response.status]).toEqual([expect.any(String), 200]);
  return (await response.json()) as Page;
}

describe("an API over a warehouse", () => {
  it.each<[Record<string, string>, (row: (typeof ROWS)[number]) => boolean]>([
    [{ "id.prefix": "a_" }, ({ id }) => id.startsWith("a_")],
    [{ "id.prefix": "a%" }, ({ id }) => id.startsWith("a%")],
    [{ "id.prefix": "a\\" }, ({ id }) => id.startsWith("a\\")],
    [{ "id.prefix": "a'b\\" }, ({ id }) => id.startsWith("a'b\\")],
    [{ id: "it's3" }, ({ id }) => id === "it's3"],
    [{ "amount.gte": "30.25", "amount.lt": "40.25" }, ({ pieces }) => pieces >= 0 && pieces < 10],
    [{ "serial.gt": String(2n ** 52n + 50n) }, ({ pieces }) => pieces > 20],
    [{ "pieces.lte": "-20" }, ({ pieces }) => pieces <= -20],
    [{ "weight.null": "true" }, (row) => !("weight" in row)],
    [{ "weight.lt": "2.5" }, (row) => "weight" in row && Number(row.weight) < 2.5],
    [{ open: "true", date: "2025-01-02" }, ({ open, date }) => open && date === "2025-01-02"],
    [{ from: "2025-01-02", to: "2025-01-02" }, ({ date }) => date === "2025-01-02"],
    [
      { from: "2025-01-01T10:00:00.030Z", to: "2025-01-02" },
      ({ at }) => at >= "2025-01-01T10:00:00.030Z" && at < "2025-01-03",
    ],
  ])("selects rows by %j", async (query, holds) => {
    const { items } = await ask({ ...query, limit: "100", sort: "pieces" });
    expect(items.map(({ id }) => id)).toEqual(ROWS.filter(holds).map(({ id }) => id));
  });

  it("gives every value as it was written", async () => {
    const { items } = await ask({ "pieces.in": "-30" });
    expect(items).toEqual([
      {
        id: "a_b0",
        at: "2025-01-01T10:00:00.000Z",
        date: "2025-01-01",
        amount: "0.25",
        serial: String(2n ** 52n),
        pieces: -30,
        weight: null,
        open: true,
        tags: [{ name: "t0" }],
      },
    ]);
  });

  it("pages through all rows, each once", async () => {
    const seen: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = { limit: "7", sort: "open,-amount", ...(cursor === "" ? {} : { cursor }) };
      const page: Page = await ask(query);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    const sorted = ROWS.toSorted(
      (a, b) => Number(a.open) - Number(b.open) || Number(b.amount) - Number(a.amount),
    );
    expect(seen).toEqual(sorted.map(({ id }) => id));
  });

  it("computes figures by group and time", async () => {
    const metrics = "count,sum_amount,sum_serial,avg_pieces,p50_pieces,max_at";
    const { items } = await ask({ metrics, group: "open", bucket: "day" }, "/api/sales/aggregates");
    const expected = ["01", "02", "03"].flatMap((day) =>
      [false, true].map((open) => {
        const rows = ROWS.filter((row) => row.date === `2025-01-${day}` && row.open === open);
        const pieces = rows.map((row) => row.pieces).toSorted((a, b) => a - b);
        const middle = (pieces.length - 1) / 2;
        const cents = rows.reduce((sum, row) => sum + Math.round(Number(row.amount) * 100), 0);
        return {
          bucket: `2025-01-${day}T00:00:00.000Z`,
          group: { open },
          metrics: {
            count: rows.length,
            sum_amount: (cents / 100).toFixed(2),
            sum_serial: String(rows.reduce((sum, row) => sum + row.serial, 0n)),
            avg_pieces: pieces.reduce((sum, each) => sum + each, 0) / pieces.length,
            p50_pieces: ((pieces[Math.floor(middle)] ?? 0) + (pieces[Math.ceil(middle)] ?? 0)) / 2,
            max_at: rows
              .map(({ at }) => at)
              .toSorted()
              .at(-1),
          },
        };
      }),
    );
    expect(items).toEqual(expected);
  });
});
