import { createHash } from "node:crypto";
import { AthenaClient } from "@aws-sdk/client-athena";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { apiHandlerFromEnvironment } from "./api-handler-from-environment.ts";

const athena = new AthenaClient({ region: "us-east-1" });
const datasets = [apiLogs as unknown as Dataset];
const sha256 = createHash("sha256").update("a password").digest("hex");
const PLACE = { CLOUDAPI_LAMBDA_DATABASE: "logs", CLOUDAPI_LAMBDA_WORKGROUP: "primary" };

/** How the function is asked. */
interface Asked {
  readonly headers?: object;
  readonly iam?: object;
  readonly query?: string;
  readonly client?: AthenaClient;
}

/** What the function answers to an event of an HTTP API. */
async function ask(
  variables: Readonly<Record<string, string>>,
  rawPath: string,
  { headers = {}, iam, query = "", client = athena }: Asked = {},
) {
  const handler = apiHandlerFromEnvironment(
    datasets,
    { ...PLACE, ...variables },
    { athena: client, write: () => undefined },
  );
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: query,
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

/** Athena as far as it is asked here: so many requests are the result of every query. */
function athenaWith(count: number): AthenaClient {
  const types = new Map([
    ["timestamp", "timestamp"],
    ["status_code", "integer"],
    ["response_time_ms", "double"],
  ]);
  const names = apiLogs.columns.map(({ name }) => name);
  const row = { timestamp: "2025-01-15 10:30:45.000", endpoint: "/api/users", status_code: "200" };
  const values = new Map<string, string>(Object.entries(row));
  const cells = names.map((name) => ({ VarCharValue: values.get(name) }));
  const header = { Data: names.map((name) => ({ VarCharValue: name })) };
  const answers = new Map<string, object>([
    ["StartQueryExecutionCommand", { QueryExecutionId: "q" }],
    [
      "GetQueryExecutionCommand",
      { QueryExecution: { QueryExecutionId: "q", Status: { State: "SUCCEEDED" }, Statistics: {} } },
    ],
    [
      "GetQueryResultsCommand",
      {
        ResultSet: {
          ResultSetMetadata: {
            ColumnInfo: names.map((Name) => ({ Name, Type: types.get(Name) ?? "varchar" })),
          },
          Rows: [header, ...Array.from({ length: count }, () => ({ Data: cells }))],
        },
      },
    ],
  ]);
  const send = async (command: object) => answers.get(command.constructor.name);
  return { send } as unknown as AthenaClient;
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

  it("goes on with the dashboard's rows in another instance of the function", async () => {
    const variables = {
      ...keys,
      CLOUDAPI_LAMBDA_DASHBOARD: "true",
      CLOUDAPI_LAMBDA_CURSOR_SECRET: "the same for all instances, of 32 characters",
    };
    const days = "from=2025-01-14T00:00:00Z&to=2025-01-16T00:00:00Z";
    const headers = { authorization: signed };
    const asked = { headers, client: athenaWith(101) };
    const first = await ask(variables, "/dashboard/data/rows", { ...asked, query: days });
    const { next } = JSON.parse(first.body) as { next: string };
    const second = await ask(variables, "/dashboard/data/rows", {
      ...asked,
      query: `${days}&cursor=${next}`,
    });
    expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
  });

  it("says nothing of a key or a secret that is not right but where it is", async () => {
    const variables = {
      CLOUDAPI_LAMBDA_AUTH: "keys",
      CLOUDAPI_LAMBDA_KEYS: "ana:a password",
      CLOUDAPI_LAMBDA_CURSOR_SECRET: "a short secret",
    };
    await expect(ask(variables, "/openapi.json")).rejects.not.toThrow(/a password|a short secret/);
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
