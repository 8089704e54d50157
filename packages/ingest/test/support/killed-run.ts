import { S3Client } from "@aws-sdk/client-s3";
import { loadOrders } from "./load-orders.ts";

// A load that is to be killed: node killed-run.ts BUCKET PREFIX TARGET MODE RUN.
const [bucket = "", prefix = "", target = "", mode = "", run = "0"] = process.argv.slice(2);
const s3 = new S3Client({ forcePathStyle: true });
process.stdout.write("ready\n");
await loadOrders(s3, { bucket, prefix, target, mode, run: Number(run) });
