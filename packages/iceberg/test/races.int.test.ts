import { GlueClient } from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { glueCatalog } from "../src/glue/index.ts";
import { fileCatalog, type IcebergCatalog } from "../src/index.ts";
import { restCatalog } from "../src/rest/index.ts";
import { s3Storage } from "../src/s3/index.ts";
import {
  FLAKY_GLUE,
  FLAKY_REST,
  FLAKY_S3,
  type FlakyProxy,
  type FlakyServer,
  startFlakyProxy,
} from "./flaky-proxy.ts";
import { type Race, race } from "./race-writers.ts";
import { isThere, REST_SERVERS } from "./rest-servers.ts";
import { S3_SERVERS, type S3Server, useBucket } from "./s3-servers.ts";

const WRITERS = 8;
/** The embedded cloud shares its process with the writers. */
const commitsOn = ({ endpoint }: S3Server) => Math.min(50, propertyRuns(endpoint === "" ? 8 : 25));
const TIMEOUT_MS = 900_000;
const name = { namespace: "races_of_tables", name: "orders" };

/** A proxy before the server, for the tests of a file. */
function useProxy(
  behind: { readonly endpoint: string },
  server: FlakyServer,
): { readonly current: FlakyProxy } {
  let proxy: FlakyProxy;
  beforeAll(async () => {
    proxy = await startFlakyProxy(behind.endpoint, server);
  });
  afterAll(() => proxy.close());
  return {
    get current() {
      return proxy;
    },
  };
}

type RaceSettings = Omit<Race, "name" | "writers"> & Partial<Pick<Race, "name">>;

/** Whether each kind of failure was met; what it took is printed. */
async function run(settings: RaceSettings, proxy: FlakyProxy): Promise<boolean> {
  const began = performance.now();
  const { attempts } = await race({ name, ...settings, writers: WRITERS });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const { injected } = proxy;
  console.log(`${WRITERS * settings.commits} commits, ${attempts} tries, ${seconds} s`, injected);
  return Object.values(injected).every((count) => count > 0);
}

for (const server of S3_SERVERS)
  describe.skipIf(server.endpoint === undefined)(`fileCatalog on ${server.name}`, () => {
    const lake = useBucket(server);
    const proxy = useProxy(lake, FLAKY_S3);
    const commits = commitsOn(server);

    it(
      "keeps every commit of 8 writers once, whatever becomes of the answers",
      async () => {
        const place = { bucket: lake.bucket, prefix: "lake/" };
        const catalog = fileCatalog(s3Storage(lake.s3, place));
        const catalogOf = () =>
          fileCatalog(s3Storage(lake.clientOf(proxy.current.endpoint), place));
        const location = `s3://${lake.bucket}/lake/races_of_tables/orders`;
        const metadataFiles = WRITERS * commits + 1;
        const settings = { catalog, catalogOf, location, commits, metadataFiles };
        expect(await run(settings, proxy.current)).toBe(true);
      },
      TIMEOUT_MS,
    );
  });

const MINISTACK = { name: "MiniStack", endpoint: testServer("CLOUDAPI_TEST_MINISTACK") };

for (const server of [{ name: "the embedded cloud", endpoint: "" }, MINISTACK])
  describe.skipIf(server.endpoint === undefined)(`glueCatalog on ${server.name}`, () => {
    const lake = useBucket(server);
    const proxy = useProxy(lake, FLAKY_GLUE);
    const commits = commitsOn(server);

    it(
      "keeps every commit of 8 writers once, whatever becomes of the answers",
      async () => {
        const catalogAt = (endpoint: string): IcebergCatalog => {
          const { credentials } = lake;
          const glue = new GlueClient({ endpoint, region: "us-east-1", credentials });
          return glueCatalog(glue, lake.s3, { location: `s3://${lake.bucket}/lake/` });
        };
        const catalog = catalogAt(lake.endpoint);
        const catalogOf = () => catalogAt(proxy.current.endpoint);
        const location = `s3://${lake.bucket}/lake/races_of_tables.db/orders`;
        const metadataFiles = WRITERS * commits + 1;
        const settings = { catalog, catalogOf, location, commits, metadataFiles };
        expect(await run(settings, proxy.current)).toBe(true);
      },
      TIMEOUT_MS,
    );
  });

for (const rest of REST_SERVERS)
  describe.skipIf(!isThere(rest))(`restCatalog on ${rest.name}`, () => {
    const lake = useBucket(rest.s3);
    const proxy = useProxy({ endpoint: rest.endpoint ?? "" }, FLAKY_REST);

    it(
      "keeps every commit of 8 writers once, whatever becomes of the answers",
      async () => {
        const storage = s3Storage(lake.s3, { bucket: lake.bucket });
        const { path, warehouse } = rest;
        const catalogAt = (endpoint = ""): IcebergCatalog =>
          restCatalog({ uri: `${endpoint}${path}`, warehouse, storage });
        const catalog = catalogAt(rest.endpoint);
        const catalogOf = () => catalogAt(proxy.current.endpoint);
        const location = `s3://${lake.bucket}/rest/orders`;
        // MiniStack's REST catalog shows the tables of its Glue.
        const own = { namespace: `races_over_rest_${lake.bucket.slice(-8)}`, name: "orders" };
        const settings = { name: own, catalog, catalogOf, location, commits: commitsOn(rest.s3) };
        expect(await run(settings, proxy.current)).toBe(true);
      },
      TIMEOUT_MS,
    );
  });
