import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { athenaEngine, createApi } from "@cloudapi/api";
import { serve } from "@cloudapi/api/node";
import { ensureTable } from "@cloudapi/athena/glue";
import { startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { toParquet } from "@cloudapi/transform";
import { orderOf, orders, ROWS } from "./lib/api/orders.ts";

// One process of bench/api.ts: the embedded cloud with the table in it (`cloud`), or the API over such a cloud (`api ENDPOINT`).
// It prints its address, and ends when its input does.
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
const [what, endpoint] = process.argv.slice(2);
const address = what === "cloud" ? await openCloud() : await openApi(String(endpoint));
console.log(address);
process.stdin.resume().on("end", () => process.exit(0));

async function openCloud(): Promise<string> {
  const { endpoint: url, clientConfig } = await startLocalCloud(CREDENTIALS);
  const [s3, glue] = [new S3Client(clientConfig), new GlueClient(clientConfig)];
  const bucket = "bench";
  await ensureBucket(s3, { bucket });
  const rows = Array.from({ length: ROWS }, (_, id) => orderOf(id));
  const params = { Bucket: bucket, Key: "orders/part.parquet", Body: toParquet(orders, rows) };
  await new Upload({ client: s3, params }).done();
  await ensureTable(glue, orders, { database: "default", location: `s3://${bucket}/orders/` });
  return url;
}

async function openApi(url: string): Promise<string> {
  const athena = new AthenaClient({
    endpoint: url,
    region: "us-east-1",
    credentials: CREDENTIALS,
  });
  const place = { database: "default", outputLocation: "s3://bench/results/" };
  const api = createApi({
    engine: athenaEngine(athena, place),
    datasets: [orders],
    resources: [{ dataset: "orders", key: ["id"] }],
    // As long as the peer keeps its results.
    limits: { unversionedCacheMs: 300_000 },
  });
  return (await serve(api, { port: 0 })).url;
}
