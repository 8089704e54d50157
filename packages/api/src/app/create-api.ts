import { checkDatasets, checkOptionNames } from "@cloudapi/core/internal";
import { createAsker } from "../ask/create-asker.ts";
import { memoryCache } from "../ask/result-cache.ts";
import type { EngineTable } from "../engine/query-engine.ts";
import { tablesOfEngine } from "../engine/tables-of-engine.ts";
import type { ListKit } from "../list/list-rows.ts";
import { madePages } from "../list/made-pages.ts";
import { openApiDocument } from "../openapi/make-document.ts";
import type { Operation } from "../operation/operation.ts";
import { cursorCodec } from "../page/cursor-codec.ts";
import { postmanCollection } from "../postman/postman-collection.ts";
import { resolveResource } from "../resource/resolve-resource.ts";
import type { Resource } from "../resource/resource.ts";
import { resourceOperations } from "../resource/resource-operations.ts";
import type { Api } from "./api.ts";
import type { ApiInput } from "./api-input.ts";
import { checkTables } from "./check-tables.ts";
import { readLimits } from "./read-limits.ts";
import { routerOf } from "./router.ts";

const OPTIONS: readonly (keyof ApiInput)[] = [
  "engine",
  "datasets",
  "resources",
  "operations",
  "title",
  "version",
  "cursorSecret",
  "auth",
  "corsOrigins",
  "limits",
  "cache",
  "log",
  "now",
];

/**
 * A REST API over datasets: lists with typed filters, rows by key and by relation, aggregates, and the OpenAPI document of it
 * all. Nothing of a request becomes SQL but values, which are bound, and names of the contract.
 *
 * IAM: what the engine needs: of Athena what `runQuery` and `getResults` do.
 *
 * @throws {TypeError | RangeError} for settings that are not right
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { athenaEngine, createApi } from "@cloudapi/api";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const athena = new AthenaClient();
 * const api = createApi({ engine: athenaEngine(athena), datasets: [apiLogs] });
 * const answer = await api.fetch(new Request("http://localhost/api/api_logs?limit=0"));
 * console.log(answer.status); // => 400
 * athena.destroy();
 * ```
 */
export function createApi(input: ApiInput): Api {
  checkOptionNames("createApi", input, OPTIONS);
  const { engine, datasets, auth = [], now = Date.now, cache = memoryCache() } = input;
  checkDatasets("createApi", datasets);
  if (typeof (engine as ApiInput["engine"] | undefined)?.run !== "function")
    throw new TypeError(
      "createApi: engine must have a function run(statement, options), as athenaEngine(client) has.",
    );
  const limits = readLimits("createApi", input.limits);
  const cursors = cursorCodec("createApi", input.cursorSecret);
  const kit: ListKit = { cursors, pages: madePages(), now };
  const known = tablesOfEngine(engine, datasets);
  const resources = (input.resources ?? datasets.map(({ name }) => ({ dataset: name }))).map(
    (each) => checkRestriction(resolveResource(each, known), input),
  );
  const operations = [
    ...resources.flatMap((each) => resourceOperations(each, kit)),
    ...(input.operations ?? []),
  ];
  checkDistinct(operations);
  for (const each of operations) checkShown(each, resources);
  const { title = "Data lake", version = "1.0.0" } = input;
  const document = openApiDocument({ title, version, operations, auth });
  const ask = createAsker({
    engine,
    cache,
    now,
    limits: {
      ...limits,
      maxConcurrent: limits.maxConcurrentQueries,
      maxQueued: limits.maxQueuedQueries,
    },
  });
  const router = routerOf({
    operations: [...operations, documentOperation(document), collectionOperation(document)],
    ask,
    auth,
    corsOrigins: input.corsOrigins ?? [],
    limits,
    log: input.log,
  });
  return {
    document,
    operations,
    fetch: async (request, caller = {}) => router.fetch(request, { caller }),
    checkTables: async ({ signal = new AbortController().signal } = {}) =>
      checkTables(engine, resources, signal),
  };
}

function documentOperation(document: Api["document"]): Operation {
  return {
    id: "document",
    method: "GET",
    path: "/openapi.json",
    summary: "The OpenAPI document",
    tag: "about",
    answers: {},
    isOpen: true,
    isHidden: true,
    handle: () => ({ json: document, isConstant: true }),
  };
}

/** Each operation once, of the server that was asked for it. */
function collectionOperation(document: Api["document"]): Operation {
  return {
    id: "collection",
    method: "GET",
    path: "/postman.json",
    summary: "The Postman collection",
    tag: "about",
    answers: {},
    isOpen: true,
    isHidden: true,
    handle: ({ request }) => ({
      json: postmanCollection(document, { baseUrl: new URL(request.url).origin }),
    }),
  };
}

/** A claim that nobody can have would show nothing, or in the other order everything. */
function checkRestriction(resource: Resource, { auth = [] }: ApiInput): Resource {
  if (resource.restrict === undefined || auth.length > 0) return resource;
  throw new TypeError(
    `createApi: the resource of "${resource.dataset.name}" restricts rows by the claim "${resource.restrict.claim}", and without auth there are no claims. Pass auth: [jwtAuth({ ... })].`,
  );
}

/** What restricts rows in one endpoint is worth nothing beside one that shows them all. */
function checkShown({ id, showsAllOf = [] }: Operation, resources: readonly Resource[]): void {
  for (const { restrict, table } of resources) {
    if (restrict === undefined || !showsAllOf.some((each) => isSameTable(each, table))) continue;
    throw new TypeError(
      `createApi: the operation ${id} shows all rows of "${table.table}", which are restricted by the claim "${restrict.claim}". Leave the table out of it.`,
    );
  }
}

/** Names are in lower case for engines; one without a database may mean any. */
function isSameTable(a: EngineTable, b: EngineTable): boolean {
  if (a.table.toLowerCase() !== b.table.toLowerCase()) return false;
  const [one, other] = [a.database?.toLowerCase(), b.database?.toLowerCase()];
  return one === undefined || other === undefined || one === other;
}

function checkDistinct(operations: readonly Operation[]): void {
  const seen = new Set<string>();
  for (const { id, method, path } of operations) {
    for (const name of [
      `the name ${id}`,
      `${method} ${path.replaceAll(/\{[^{}]{1,100}\}/g, "{}")}`,
    ]) {
      if (seen.has(name))
        throw new TypeError(`createApi: two endpoints have ${name}; give one of them another.`);
      seen.add(name);
    }
  }
}
