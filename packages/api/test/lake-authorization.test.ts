import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { apiKeyAuth, createLakeApi, jwtAuth, type LakeApiTable } from "../src/index.ts";
import { fakeEngine } from "./support/fake-engine.ts";
import { nineContracts } from "./support/nine-tables.ts";

const SECRET = new TextEncoder().encode("a secret of at least thirty-two bytes");
const KEY = "a key that only this test has ......";

function lakeApi(restrict?: LakeApiTable["restrict"]) {
  const engine = fakeEngine([]);
  const sha256 = createHash("sha256").update(KEY).digest("hex");
  const { orders, ...others } = nineContracts();
  const auth = [
    apiKeyAuth({ keys: [{ subject: "reports", sha256 }] }),
    jwtAuth({ keys: SECRET, issuer: "us", audience: "lake", algorithms: ["HS256"] }),
  ];
  const tables = { ...others, orders: { ...orders, ...(restrict && { restrict }) } };
  return { engine, api: createLakeApi({ engine, tables, auth }) };
}

async function expired(): Promise<string> {
  const token = new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setSubject("ada");
  return token.setIssuer("us").setAudience("lake").setExpirationTime("-1h").sign(SECRET);
}

it("every route of the lake is for nobody without credentials, with wrong ones or those that are over", async () => {
  const { api, engine } = lakeApi();
  const credentials: Record<string, string>[] = [
    {},
    { "x-api-key": `${KEY}x` },
    { authorization: `Bearer ${await expired()}` },
    { "x-api-key": KEY, authorization: `Bearer ${await expired()}` },
  ];
  const open: string[] = [];
  for (const { path, method, isOpen = false, body } of api.operations) {
    const url = `http://localhost${path.replaceAll(/\{[^{}]{1,100}\}/g, "1")}`;
    const send = method === "POST" && { body: JSON.stringify(body?.example) };
    const methods = method === "GET" ? ["GET", "HEAD"] : [method];
    for (const headers of isOpen ? [] : credentials)
      for (const each of methods) {
        const type = { "content-type": "application/json" };
        const init = { method: each, headers: { ...headers, ...type }, ...send };
        const { status } = await api.fetch(new Request(url, init));
        expect([each, path, status]).toEqual([each, path, 401]);
      }
    if (isOpen) open.push(path);
  }
  expect(engine.asked).toEqual([]);
  expect(open).toEqual(["/health", "/health/live", "/health/ready"]);
});

it("what says something of all rows is not there where some are for their tenants alone", async () => {
  const { api, engine } = lakeApi({ column: "user_id", claim: "user" });
  const headers = { "x-api-key": KEY, "content-type": "application/json" };
  const statuses = await Promise.all(
    ["/api/dashboard", "/api/historial", "/api/statistics"].map(
      async (path) => (await api.fetch(new Request(`http://localhost${path}`, { headers }))).status,
    ),
  );
  expect(statuses).toEqual([404, 404, 404]);
  const body = JSON.stringify({ sql: "SELECT * FROM t_orders" });
  const init = { method: "POST", headers, body };
  const answer = await api.fetch(new Request("http://localhost/api/query-custom", init));
  expect(await answer.json()).toMatchObject({ status: 422, code: "TABLE_NOT_ALLOWED" });
  const rows = await api.fetch(new Request("http://localhost/api/pedidos", { headers }));
  expect([rows.status, engine.asked]).toEqual([403, []]);
});
