import { Script } from "node:vm";
import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { fakeEngine } from "../../test/support/fake-engine.ts";
import {
  basicAuth,
  createApi,
  healthOperations,
  iamAuth,
  jwtAuth,
  queryOperation,
} from "../index.ts";
import { type PostmanCollection, postmanCollection } from "./postman-collection.ts";

const operations = [
  ...healthOperations(),
  queryOperation({ tables: [{ table: "api_logs", database: "default" }] }),
];
const { document } = createApi({ engine: fakeEngine([]), datasets: [apiLogs], operations });

interface Item {
  readonly name: string;
  readonly request: { readonly url: { readonly raw: string }; readonly body?: { raw: string } };
  readonly event: readonly { readonly script: { readonly exec: readonly string[] } }[];
}

function itemsOf({ item }: PostmanCollection): readonly Item[] {
  return item as unknown as readonly Item[];
}

it("has each operation once, with the document's examples", () => {
  const items = itemsOf(postmanCollection(document));
  expect(items.map(({ request }) => request.url.raw)).toEqual([
    "{{baseUrl}}/api/api_logs",
    "{{baseUrl}}/api/api_logs/aggregates",
    "{{baseUrl}}/health",
    "{{baseUrl}}/health/live",
    "{{baseUrl}}/health/ready",
    "{{baseUrl}}/api/query-custom",
  ]);
  expect(JSON.parse(items.at(-1)?.request.body?.raw ?? "")).toEqual({
    sql: "SELECT count(*) AS rows_there FROM api_logs",
    parameters: [],
  });
});

it("has requests as they are told, whose checks are programs", () => {
  const requests = [
    {
      operationId: "list_api_logs",
      name: "</script>",
      parameters: { endpoint: "/a b&c" },
      rows: 3,
    },
  ];
  const [item] = itemsOf(postmanCollection(document, { requests }));
  expect(item?.request.url.raw).toBe("{{baseUrl}}/api/api_logs?endpoint=%2Fa%20b%26c");
  const script = item?.event[0]?.script.exec.join("\n") ?? "";
  expect(script).toContain("have.lengthOf(3)");
  // It throws where that is no program.
  expect(new Script(script)).toBeInstanceOf(Script);
});

it("says who asks by variables, where the document has a way that Postman knows", () => {
  const keys = new TextEncoder().encode("a secret of at least thirty-two bytes");
  const token = jwtAuth({ keys, issuer: "us", audience: "lake", algorithms: ["HS256"] });
  const authOf = (auth: (typeof token)[]) =>
    postmanCollection(createApi({ engine: fakeEngine([]), datasets: [apiLogs], auth }).document)[
      "auth"
    ];
  expect(authOf([iamAuth(), token])).toMatchObject({ type: "bearer" });
  expect(authOf([iamAuth()])).toBeUndefined();
  expect(authOf([basicAuth({ keys: [] }), token])).toMatchObject({
    type: "basic",
    basic: [{ value: "{{user}}" }, { value: "{{password}}" }],
  });
});

it("refuses what the document doesn't have, by name", () => {
  const make = (request: object) => () =>
    postmanCollection(document, { requests: [request as { operationId: string }] });
  expect(make({ operationId: "list_api_log" })).toThrow('Did you mean "list_api_logs"?');
  expect(make({ operationId: "live", parameters: { limit: 1 } })).toThrow('no parameter "limit"');
  expect(make({ operationId: "live", row: 1 })).toThrow("row");
});
