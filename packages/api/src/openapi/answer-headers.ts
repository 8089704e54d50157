import type { Operation } from "../operation/operation.ts";
import type { Json } from "../values/json-form.ts";

/** The headers of answers, as they stand among the components. */
export const ANSWER_HEADERS: Readonly<Record<string, Json>> = {
  RequestId: {
    description: "Names the request in the logs.",
    required: true,
    schema: { type: "string", format: "uuid" },
  },
  ETag: {
    description:
      "Names the content: with it in `If-None-Match` the answer is 304 while it is the same.",
    schema: { type: "string" },
  },
  QuerySource: {
    description: "Whether the engine was asked, or the result was kept from before.",
    schema: { enum: ["engine", "cache"] },
  },
  ScannedBytes: {
    description: "What the request's queries read in the engine.",
    schema: { type: "string", pattern: "^[0-9]+$" },
  },
  MaxStaleness: {
    description:
      "Seconds that the answer is old at most: for how long a table's version is believed, or a result kept where none is known.",
    schema: { type: "string", pattern: "^[0-9]+$" },
  },
  Link: {
    description: "The next page, where there is one (RFC 8288).",
    schema: { type: "string" },
  },
};

/** The headers of an operation's answers. */
export function answerHeaders(method: Operation["method"]): Record<string, Json> {
  return {
    "x-request-id": { $ref: "#/components/headers/RequestId" },
    ...(method === "GET" && { etag: { $ref: "#/components/headers/ETag" } }),
    "x-query-source": { $ref: "#/components/headers/QuerySource" },
    "x-scanned-bytes": { $ref: "#/components/headers/ScannedBytes" },
    "x-max-staleness": { $ref: "#/components/headers/MaxStaleness" },
    ...(method === "GET" && { link: { $ref: "#/components/headers/Link" } }),
  };
}
