import { setTimeout as wait } from "node:timers/promises";
import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { createApi, iamAuth } from "../src/index.ts";
import { lambdaHandler } from "../src/lambda/index.ts";
import { fakeEngine } from "./support/fake-engine.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({ id: z.int32(), tenant: z.string() }),
});
const resources = [
  { dataset: "orders", key: ["id"], restrict: { column: "tenant", claim: "tenant" } },
];

/** An event of API Gateway's HTTP APIs and of function URLs, payload 2.0. */
function event(rawPath: string, rawQueryString: string, iam?: object) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers: {
      host: "lake.example",
      accept: "application/json",
      "x-amzn-iam": "arn:aws:iam::1:user/forged",
    },
    requestContext: {
      accountId: "anonymous",
      apiId: "x",
      domainName: "lake.example",
      domainPrefix: "lake",
      http: {
        method: "GET",
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp: "203.0.113.7",
        userAgent: "curl",
      },
      requestId: "r",
      routeKey: "$default",
      stage: "$default",
      time: "15/Jan/2025:10:00:00 +0000",
      timeEpoch: 1_736_935_200_000,
      authentication: null,
      authorizer: iam === undefined ? {} : { iam },
    },
    body: null,
    isBase64Encoded: false,
  };
}

async function invoke(...given: Parameters<typeof event>) {
  const engine = fakeEngine([{ id: 1, tenant: "acme" }]);
  const auth = [
    iamAuth({ claimsOf: (arn) => (arn.endsWith("/reports") ? { tenant: "acme" } : undefined) }),
  ];
  const handler = lambdaHandler(createApi({ engine, datasets: [orders], resources, auth }));
  const answer = (await handler(event(...given) as never)) as { statusCode: number; body: string };
  return {
    status: answer.statusCode,
    body: JSON.parse(answer.body) as unknown,
    asked: engine.asked,
  };
}

it("answers events, for those whose signature the gateway checked", async () => {
  const iam = { userArn: "arn:aws:iam::123456789012:role/reports", accountId: "123456789012" };
  const { status, body, asked } = await invoke("/api/orders", "limit=5&id.in=1&id.in=2", iam);
  expect([status, body]).toEqual([200, { items: [{ id: 1, tenant: "acme" }], next: null }]);
  expect(asked[0]?.parameters).toEqual(["acme", 1, 2]);
});

it("answers those whose signature a REST API checked, and nobody whom it doesn't name", async () => {
  const statuses: unknown[] = [];
  for (const userArn of ["arn:aws:iam::123456789012:role/reports", null]) {
    const engine = fakeEngine([]);
    const auth = [iamAuth({ claimsOf: () => ({ tenant: "acme" }) })];
    const handler = lambdaHandler(createApi({ engine, datasets: [orders], resources, auth }));
    const answer = (await handler({
      version: "1.0",
      resource: "/{proxy+}",
      path: "/api/orders",
      httpMethod: "GET",
      headers: { host: "lake.example" },
      multiValueHeaders: { host: ["lake.example"] },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      requestContext: {
        accountId: "123456789012",
        domainName: "lake.example",
        httpMethod: "GET",
        path: "/prod/api/orders",
        identity: { userArn, accountId: userArn === null ? null : "123456789012" },
      },
      body: null,
      isBase64Encoded: false,
    } as never)) as { statusCode: number };
    statuses.push([answer.statusCode, engine.asked.length]);
  }
  expect(statuses).toEqual([
    [200, 1],
    [401, 0],
  ]);
});

it("a query that outlasts the function is stopped, and the answer says so", async () => {
  const engine = fakeEngine(async (_, { signal }) => {
    await wait(600_000, undefined, { signal });
    return [];
  });
  const handler = lambdaHandler(createApi({ engine, datasets: [orders] }));
  const context = { getRemainingTimeInMillis: () => 600 };
  const given = event("/api/orders", "") as never;
  const answer = (await handler(given, context as never)) as { statusCode: number; body: string };
  expect([answer.statusCode, JSON.parse(answer.body)]).toMatchObject([
    504,
    { code: "QUERY_TIMED_OUT" },
  ]);
  await expect.poll(() => engine.signals[0]?.aborted).toBe(true);
});

it("answers nobody else, whatever their headers say", async () => {
  const [none, other] = [
    await invoke("/api/orders", ""),
    await invoke("/api/orders", "", { userArn: "arn:aws:iam::123456789012:user/other" }),
  ];
  expect([none.status, other.status]).toEqual([401, 401]);
  expect([...none.asked, ...other.asked]).toEqual([]);
});
