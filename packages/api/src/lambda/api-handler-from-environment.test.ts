import { createHash } from "node:crypto";
import { AthenaClient } from "@aws-sdk/client-athena";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { apiHandlerFromEnvironment } from "./api-handler-from-environment.ts";

const athena = new AthenaClient({ region: "us-east-1" });
const datasets = [apiLogs as unknown as Dataset];
const sha256 = createHash("sha256").update("a password").digest("hex");
const PLACE = { CLOUDAPI_LAMBDA_DATABASE: "logs", CLOUDAPI_LAMBDA_WORKGROUP: "primary" };

/** What the function answers to an event of an HTTP API. */
async function ask(
  variables: Readonly<Record<string, string>>,
  rawPath: string,
  { headers = {}, iam }: { readonly headers?: object; readonly iam?: object } = {},
) {
  const handler = apiHandlerFromEnvironment(
    datasets,
    { ...PLACE, ...variables },
    { athena, write: () => undefined },
  );
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: "",
    headers: { host: "lake.example", ...headers },
    requestContext: {
      domainName: "lake.example",
      http: { method: "GET", path: rawPath, protocol: "HTTP/1.1", sourceIp: "203.0.113.7" },
      requestId: "r",
      stage: "$default",
      authorizer: iam === undefined ? {} : { iam },
    },
    isBase64Encoded: false,
  };
  return (await handler(event as never)) as { statusCode: number; body: string };
}

describe("apiHandlerFromEnvironment", () => {
  const keys = { CLOUDAPI_LAMBDA_AUTH: "keys", CLOUDAPI_LAMBDA_KEYS: `ana:${sha256}` };
  const signed = `Basic ${Buffer.from("ana:a password").toString("base64")}`;

  it("has a resource for each dataset, and its document", async () => {
    const iam = { userArn: "arn:aws:iam::123456789012:role/reports" };
    const { statusCode, body } = await ask({ CLOUDAPI_LAMBDA_AUTH: "iam" }, "/openapi.json", {
      iam,
    });
    expect(statusCode).toBe(200);
    const { paths } = JSON.parse(body) as { paths: object };
    expect(Object.keys(paths)).toContain("/api/api_logs");
  });

  it("answers nobody whom the gateway has not checked, and nobody without a key", async () => {
    const path = "/api/api_logs";
    expect((await ask({ CLOUDAPI_LAMBDA_AUTH: "iam" }, path)).statusCode).toBe(401);
    expect((await ask(keys, path)).statusCode).toBe(401);
    const headers = { "x-api-key": "another password" };
    expect((await ask(keys, path, { headers })).statusCode).toBe(401);
  });

  it("has a dashboard behind the same sign-in, where one is asked for", async () => {
    const variables = { ...keys, CLOUDAPI_LAMBDA_DASHBOARD: "true" };
    const headers = { authorization: signed };
    const page = await ask(variables, "/dashboard", { headers });
    expect([page.statusCode, page.body.includes("<title>")]).toEqual([200, true]);
    const config = await ask(variables, "/dashboard/data/config", { headers });
    expect(JSON.parse(config.body)).toMatchObject({ views: ["requests", "cost"] });
    expect((await ask(variables, "/dashboard")).statusCode).toBe(401);
    expect((await ask(keys, "/dashboard", { headers })).statusCode).toBe(404);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["no sign-in", {}, ["CLOUDAPI_LAMBDA_AUTH"]],
    ["keys that nobody has", { CLOUDAPI_LAMBDA_AUTH: "keys" }, ["CLOUDAPI_LAMBDA_KEYS"]],
    [
      "keys that are not asked for",
      { CLOUDAPI_LAMBDA_AUTH: "iam", CLOUDAPI_LAMBDA_KEYS: `ana:${sha256}` },
      ["CLOUDAPI_LAMBDA_KEYS"],
    ],
    [
      "a key itself, a short secret and an unknown setting",
      {
        CLOUDAPI_LAMBDA_AUTH: "keys",
        CLOUDAPI_LAMBDA_KEYS: "ana:a password",
        CLOUDAPI_LAMBDA_CURSOR_SECRET: "short",
        CLOUDAPI_LAMBDA_TABLE: "a",
      },
      ["CLOUDAPI_LAMBDA_KEYS", "CLOUDAPI_LAMBDA_CURSOR_SECRET", "CLOUDAPI_LAMBDA_TABLE"],
    ],
  ])("refuses %s", async (_, variables, named) => {
    const issues = named.map((variable) => ({ variable }));
    await expect(ask(variables, "/openapi.json")).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      issues,
    });
  });

  it("refuses what is not a dataset, and unknown options", () => {
    expect(() => apiHandlerFromEnvironment([], {})).toThrow("at least one dataset");
    expect(() => apiHandlerFromEnvironment(datasets, {}, { s3: 1 } as never)).toThrow(
      'unknown option "s3"',
    );
  });
});
