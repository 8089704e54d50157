// The lake behind an API: REST with OpenAPI, an interactive page of it, and a dashboard.
//   npx pnpm@12 api
// On the embedded cloud, with the tables of 06-lake and three days of API logs in it; with CLOUDAPI_TARGET=aws in your account, see
// docs/configuration.md. It listens on 127.0.0.1, on PORT or 8000.
import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { serve } from "@cloudapi/api/node";
import { loadConfig } from "@cloudapi/core";
import { startLocalCloud } from "@cloudapi/local";
import { apiPolicy } from "./lib/api/api-policy.ts";
import { loadSite } from "./lib/api/load-site.ts";
import { openSite } from "./lib/api/open-site.ts";
import { sayCalls } from "./lib/api/say-calls.ts";

const config = loadConfig(process.env);
// The embedded cloud denies the API whatever its policy doesn't allow.
const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;

const owner = clientsOf(cloud?.clientConfig ?? { region: config.region });
const loaded = await loadSite({ ...owner, config });

const policy = cloud && apiPolicy(config, loaded.tables, cloud);
const role = policy && cloud?.putUser("api", { policies: { api: policy } });
const reader = role === undefined ? owner : clientsOf(role.clientConfig);
const { site } = await openSite({ ...reader, ...loaded, config });

const server = await serve(site, { port: Number(process.env["PORT"] ?? 8000) });
for (const path of ["/dashboard", "/docs", "/openapi.json", "/postman.json"])
  console.log(`${server.url}${path}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());

function clientsOf(settings: { readonly region: string }) {
  const [s3, athena] = [new S3Client(settings), new AthenaClient(settings)];
  return { s3, athena, glue: new GlueClient(settings) };
}

async function stop(): Promise<void> {
  await server.close();
  for (const { s3, athena, glue } of [owner, reader])
    for (const client of [s3, athena, glue]) client.destroy();
  const calls = cloud?.calls.filter(({ principal }) => principal === role?.arn);
  if (policy !== undefined && calls !== undefined) console.log(sayCalls(policy, calls));
  await cloud?.close();
}
