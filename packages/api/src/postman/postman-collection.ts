import { checkOptionNames, didYouMean } from "@cloudapi/core/internal";
import type { OpenApiDocument } from "../openapi/open-api-document.ts";
import type { Json } from "../values/json-form.ts";
import { collectionAuth } from "./collection-auth.ts";
import {
  type DocumentedOperation,
  type DocumentedParameter,
  documentedOperations,
} from "./documented-operation.ts";
import { requestChecks } from "./request-checks.ts";

/** A request of a collection. */
export interface PostmanRequest {
  readonly operationId: string;
  /** Default the operation's summary. */
  readonly name?: string;
  /** Values of parameters by name; those that are required and not given have their example. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Default the example of the document. */
  readonly body?: Json;
  /** Rows that there are to be, exactly; default as many as were asked for, or all. */
  readonly rows?: number;
}

/** What is in a collection. */
export interface PostmanInput {
  /** Default each operation once. */
  readonly requests?: readonly PostmanRequest[];
  /** Where the API is, until the collection's variable `baseUrl` says otherwise; default `http://127.0.0.1:8000`. */
  readonly baseUrl?: string;
}

/** A collection of requests, in Postman's format 2.1. */
export interface PostmanCollection {
  readonly info: { readonly name: string; readonly schema: string; readonly description: string };
  readonly item: readonly Json[];
  readonly [member: string]: unknown;
}

const FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/**
 * A Postman collection of an API's OpenAPI document: requests with the document's examples, each of which checks its answer's
 * status, type, members and count. Newman runs it. Credentials are variables of it: `apiKey`, `token`, or
 * `user` and `password`.
 *
 * @throws {TypeError} for an operation or a parameter that the document doesn't have
 *
 * @example
 * ```ts
 * import { createApi, postmanCollection } from "@cloudapi/api";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const engine = { run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }) };
 * const { document } = createApi({ engine, datasets: [apiLogs] });
 * const collection = postmanCollection(document, {
 *   requests: [{ operationId: "list_api_logs", parameters: { limit: 5 } }],
 * });
 * console.log(collection.item.length); // => 1
 * ```
 */
export function postmanCollection(
  document: OpenApiDocument,
  input: PostmanInput = {},
): PostmanCollection {
  checkOptionNames("postmanCollection", input, ["requests", "baseUrl"]);
  const operations = documentedOperations(document);
  const {
    requests = operations.map(({ operationId }) => ({ operationId })),
    baseUrl = "http://127.0.0.1:8000",
  } = input;
  const { title, version, description } = document.info;
  return {
    info: {
      name: title,
      schema: FORMAT,
      description: `${typeof description === "string" ? description : title}\n\nOf version ${version}.`,
    },
    item: requests.map((request) => itemOf(operationOf(request, operations), request)),
    ...collectionAuth(document),
    variable: [{ key: "baseUrl", value: baseUrl }],
  };
}

function operationOf(
  { operationId }: Pick<PostmanRequest, "operationId">,
  operations: readonly DocumentedOperation[],
): DocumentedOperation {
  const found = operations.find((each) => each.operationId === operationId);
  if (found !== undefined) return found;
  const near = didYouMean(
    operationId,
    operations.map((each) => each.operationId),
  );
  const advice = near === undefined ? "" : ` Did you mean "${near}"?`;
  throw new TypeError(
    `postmanCollection: the document has no operation ${JSON.stringify(operationId)}.${advice}`,
  );
}

function itemOf(operation: DocumentedOperation, request: PostmanRequest): Json {
  checkOptionNames("postmanCollection: a request", request, REQUEST_OPTIONS);
  const { method, description, bodyExample } = operation;
  const body = request.body ?? bodyExample;
  return {
    name: request.name ?? operation.summary,
    request: {
      method,
      ...(description !== undefined && { description }),
      header: [
        { key: "accept", value: operation.contentType ?? "application/json" },
        ...(body === undefined ? [] : [{ key: "content-type", value: "application/json" }]),
      ],
      url: urlOf(operation, request),
      ...(body !== undefined && {
        body: {
          mode: "raw",
          raw: JSON.stringify(body, null, 2),
          options: { raw: { language: "json" } },
        },
      }),
    },
    event: [
      {
        listen: "test",
        script: { type: "text/javascript", exec: requestChecks(operation, request) },
      },
    ],
  };
}

const REQUEST_OPTIONS = ["operationId", "name", "parameters", "body", "rows"];

function urlOf(
  { path, parameters, operationId }: DocumentedOperation,
  request: PostmanRequest,
): Json {
  const given = request.parameters ?? {};
  const unknown = Object.keys(given).find((name) => parameters.every((each) => each.name !== name));
  if (unknown !== undefined)
    throw new TypeError(`postmanCollection: ${operationId} has no parameter "${unknown}".`);
  const values = parameters.flatMap((parameter) => valueOf(parameter, given[parameter.name]));
  const parts = path
    .split("/")
    .slice(1)
    .map((part) => part.replace(/^\{([^{}]{1,100})\}$/, ":$1"));
  const query = values.filter((each) => each.place === "query").map(({ pair }) => pair);
  const variable = values.filter((each) => each.place === "path").map(({ pair }) => pair);
  const search = query.map(({ key, value }) => `${key}=${value}`).join("&");
  return {
    raw: `{{baseUrl}}/${parts.join("/")}${search === "" ? "" : `?${search}`}`,
    host: ["{{baseUrl}}"],
    path: parts,
    ...(query.length > 0 && { query }),
    ...(variable.length > 0 && { variable }),
  };
}

/** A parameter's value, where it is given or needed. */
function valueOf(
  { name, in: place, description, required, example }: DocumentedParameter,
  given: string | number | boolean | undefined,
) {
  const value = given ?? (required ? example : undefined);
  if (value === undefined) return [];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return [{ place, pair: { key: name, value: encodeURIComponent(text), description } }];
}
