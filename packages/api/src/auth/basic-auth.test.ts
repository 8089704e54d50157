import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createDashboard } from "../dashboard/create-dashboard.ts";
import { apiKeyAuth } from "./api-key-auth.ts";
import { basicAuth } from "./basic-auth.ts";

const sha256 = createHash("sha256").update("pässword: of 32 characters").digest("hex");
const ascii = createHash("sha256").update("an ASCII key").digest("hex");
const keys = [{ subject: "ana", sha256, claims: { tenant: "acme" } }];
const RIGHT = basic("ana:pässword: of 32 characters");

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

function ask(authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  return basicAuth({ keys }).authenticate(new Request("http://localhost/", { headers }), {});
}

it("knows people by name and password", async () => {
  expect(await ask(RIGHT)).toEqual({ subject: "ana", claims: { tenant: "acme" } });
});

it.each([
  [undefined, "absent"],
  ["Bearer abc", "absent"],
  ["Basic", "absent"],
  ["Basic !!!", "invalid"],
  [basic("ana"), "invalid"],
  [basic("ana:"), "invalid"],
  [basic("ana:wrong"), "invalid"],
  [basic("bo:pässword: of 32 characters"), "invalid"],
  [basic(`ana:${"x".repeat(2_000)}`), "invalid"],
])("%s is %s", async (authorization, outcome) => {
  expect(await ask(authorization)).toBe(outcome);
});

it("refuses names that can't be told from their passwords, and what is not a hash", () => {
  expect(() => basicAuth({ keys: [{ subject: "a:b", sha256 }] })).toThrow("without a colon");
  expect(() => basicAuth({ keys: [{ subject: "ana", sha256: "x" }] })).toThrow("64 hexadecimal");
});

it("is in front of all that a dashboard has, as keys are: nothing is answered without, and a browser is told to ask", async () => {
  const engine = {
    run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }),
  };
  const auth = [basicAuth({ keys }), apiKeyAuth({ keys: [{ subject: "reports", sha256: ascii }] })];
  const dashboard = createDashboard({ engine, requests: { table: "api_logs" }, auth });
  const range = "from=2025-01-14T00:00:00Z&to=2025-01-15T00:00:00Z";
  const paths = ["", "/assets/main.js", "/data/config", "/data/none", `/data/requests?${range}`];
  for (const path of paths) {
    const url = `http://localhost/dashboard${path}`;
    const statuses: number[] = [];
    for (const headers of [
      {},
      { authorization: basic("ana:wrong") },
      { "x-api-key": "wrong" },
    ] as Record<string, string>[]) {
      const answer = await dashboard.fetch(new Request(url, { headers }), {});
      statuses.push(answer.status);
      expect(answer.headers.get("www-authenticate")).toContain('Basic realm="api"');
      expect(await answer.json()).toMatchObject({ status: 401 });
    }
    expect([path, statuses]).toEqual([path, [401, 401, 401]]);
  }
  const [page, data] = [
    await dashboard.fetch(
      new Request("http://localhost/dashboard", { headers: { authorization: RIGHT } }),
      {},
    ),
    await dashboard.fetch(
      new Request(`http://localhost/dashboard/data/requests?${range}`, {
        headers: { "x-api-key": "an ASCII key" },
      }),
      {},
    ),
  ];
  expect([page.status, data.status]).toEqual([200, 200]);
});
