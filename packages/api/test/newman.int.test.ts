import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCollection } from "../../../scripts/lib/run-collection.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { useLake } from "../../athena/test/use-lake.ts";
import { type Api, apiKeyAuth, createLakeApi, postmanCollection } from "../src/index.ts";
import { type ApiServer, serve } from "../src/node/index.ts";
import { loadNineTables } from "./support/nine-tables.ts";

const TOOLS = testServer("CLOUDAPI_TEST_API_TOOLS");
const KEY = "a key that only this test has ......";

describe.skipIf(TOOLS === undefined)("newman (CLOUDAPI_TEST_API_TOOLS)", () => {
  const lake = useLake();
  let api: Api;
  let server: ApiServer;

  beforeAll(async () => {
    const sha256 = createHash("sha256").update(KEY).digest("hex");
    const auth = [apiKeyAuth({ keys: [{ subject: "newman", sha256 }] })];
    api = createLakeApi({ ...(await loadNineTables(lake)), auth, limits: { timeoutMs: 600_000 } });
    server = await serve(api, { port: 0 });
  });

  afterAll(() => server.close());

  it("gets each operation of the document answered as the collection checks", {
    timeout: 600_000,
  }, async () => {
    const answer = await fetch(`${server.url}/postman.json`);
    const collection = (await answer.json()) as { item: { name: string }[] };
    expect(collection.item).toHaveLength(api.operations.length);
    // The example of a key is one; invoices have others.
    const requests = api.operations.map(({ id }) => ({
      operationId: id,
      ...(id.startsWith("get_invoices") && { parameters: { id: "2" } }),
    }));
    const own = postmanCollection(api.document, { requests, baseUrl: server.url });
    const run = await runCollection(TOOLS ?? "", own, { apiKey: KEY });
    expect(run.failures).toEqual([]);
    expect(run.requests).toBe(api.operations.length);
    expect(run.assertions).toBeGreaterThan(3 * run.requests);
  });

  it("is told what is not so: a wrong count, a wrong key", { timeout: 600_000 }, async () => {
    const requests = [
      { operationId: "list_orders", rows: 2 },
      { operationId: "list_users", rows: 7 },
      { operationId: "list_products_by_category", parameters: { categoria: "o'ffice/1" }, rows: 1 },
      { operationId: "query_custom", body: { sql: "SELECT id FROM t_orders" }, rows: 2 },
    ];
    const collection = postmanCollection(api.document, { requests, baseUrl: server.url });
    const run = await runCollection(TOOLS ?? "", collection, { apiKey: KEY });
    expect(run.failures).toEqual([expect.stringMatching(/^Rows of users: There are 7 rows: /)]);
    const refused = await runCollection(TOOLS ?? "", collection, { apiKey: "another" });
    expect(refused.failures.filter((each) => each.includes("The status is 200"))).toHaveLength(4);
  });
});
