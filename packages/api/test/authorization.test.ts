import { createHash } from "node:crypto";
import { defineDataset } from "@cloudapi/core";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type DuckDb, openDuckDb } from "../../athena/test/duckdb.ts";
import { type Api, apiKeyAuth, createApi, healthOperations, jwtAuth } from "../src/index.ts";
import { duckDbEngine } from "./support/duckdb-engine.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({ id: z.int32(), tenant: z.string(), total: z.number() }),
});
const SECRET = new TextEncoder().encode("a secret of at least thirty-two bytes");
const ISSUER = "https://login.example/";
const PATHS = [
  "/api/orders",
  "/api/orders?tenant=acme",
  "/api/orders?tenant.in=acme&tenant.in=globex",
  "/api/orders?sort=-total&fields=id",
  "/api/orders/1",
  "/api/orders/aggregates?group=tenant",
  "/api/orders-of/acme",
];
let db: DuckDb;
let api: Api;

beforeAll(async () => {
  db = await openDuckDb();
  const rows = Array.from({ length: 20 }, (_, id) => ({
    id,
    tenant: id % 2 === 1 ? "acme" : "globex",
    total: id,
  }));
  await db.createTable(orders, rows);
  const resources = [
    {
      dataset: "orders",
      key: ["id"],
      restrict: { column: "tenant", claim: "tenant" },
      relations: [{ path: "/api/orders-of/{name}", column: "tenant" }],
    },
  ];
  const sha256 = createHash("sha256").update("right").digest("hex");
  const auth = [
    apiKeyAuth({ keys: [{ subject: "reports", sha256, claims: { tenant: "acme" } }] }),
    jwtAuth({ keys: SECRET, issuer: ISSUER, audience: "lake", algorithms: ["HS256"] }),
  ];
  const operations = healthOperations();
  api = createApi({
    engine: duckDbEngine(db, orders),
    datasets: [orders],
    resources,
    auth,
    operations,
  });
});
afterAll(() => db.close());

interface Token {
  readonly tenant?: unknown;
  readonly expires?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly key?: Uint8Array;
}

async function bearer({
  tenant,
  expires = "1h",
  audience = "lake",
  issuer = ISSUER,
  key = SECRET,
}: Token) {
  const token = await new SignJWT({ tenant })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("ada")
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(key);
  return { authorization: `Bearer ${token}` };
}

async function ask(path: string, headers: Record<string, string>) {
  const answer = await api.fetch(new Request(`http://localhost${path}`, { headers }));
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

describe.each(PATHS)("%s", (path) => {
  it("is for nobody without credentials that are right", async () => {
    const wrong = [
      {},
      { "x-api-key": "wrong" },
      { "x-api-key": "" },
      { authorization: "Bearer x.y.z" },
      { authorization: "Basic YTpi" },
      await bearer({ tenant: "acme", expires: "-1h" }),
      await bearer({ tenant: "acme", audience: "other" }),
      await bearer({ tenant: "acme", issuer: "https://other.example/" }),
      await bearer({
        tenant: "acme",
        key: new TextEncoder().encode("another secret of thirty-two bytes"),
      }),
      { "x-api-key": "right", ...(await bearer({ tenant: "acme", expires: "-1h" })) },
    ];
    for (const headers of wrong) {
      const answer = await ask(path, headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(answer.text).not.toContain("acme");
    }
  });

  it("is for nobody without the claim", async () => {
    for (const tenant of [undefined, null, "", {}, [], true]) {
      const { status, text } = await ask(path, await bearer({ tenant }));
      expect(status).toBe(403);
      expect(text).not.toContain('"acme"');
    }
  });

  it("shows another tenant none of its rows", async () => {
    const { text } = await ask(path, await bearer({ tenant: "globex" }));
    expect(text).not.toMatch(/"acme"|"id":\d*[13579]\b/);
  });

  it("shows a tenant its rows", async () => {
    const answers = [
      await ask(path, { "x-api-key": "right" }),
      await ask(path, await bearer({ tenant: ["acme"] })),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toMatch(/globex|"id":\d*[02468]\b/);
    }
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });
});

it("a cursor is of one tenant", async () => {
  const { text } = await ask("/api/orders?limit=2", await bearer({ tenant: "acme" }));
  const { next } = JSON.parse(text) as { next: string };
  const path = `/api/orders?limit=2&cursor=${next}`;
  const [own, other] = [
    await ask(path, await bearer({ tenant: "acme" })),
    await ask(path, await bearer({ tenant: "globex" })),
  ];
  expect([own.status, other.status]).toEqual([200, 422]);
});

it("health and the document are open", async () => {
  const answers = await Promise.all(
    ["/health", "/health/live", "/openapi.json"].map((path) => ask(path, {})),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});

it("rows can't be restricted where nobody is known", () => {
  const resources = [{ dataset: "orders", restrict: { column: "tenant", claim: "tenant" } }];
  const engine = duckDbEngine(db, orders);
  expect(() => createApi({ engine, datasets: [orders], resources })).toThrow(
    "without auth there are no claims",
  );
});
