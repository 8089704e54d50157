import { contentTypes } from "../operation/content-types.ts";
import type { Operation } from "../operation/operation.ts";
import type { Json } from "../values/json-form.ts";
import { exampleOfProblem, PROBLEMS } from "./problem-examples.ts";

/** The problems that an operation may answer, as references to the components. */
export function problemsOf(operation: Operation, hasAuth: boolean): Record<string, Json> {
  return Object.fromEntries(
    statusesOf(operation, hasAuth).map((status) => [
      String(status),
      { $ref: `#/components/responses/${PROBLEMS[status]?.name ?? ""}` },
    ]),
  );
}

/** The answers of problems among the components: those that some operation may give. */
export function problemComponents(
  operations: readonly Operation[],
  hasAuth: boolean,
): Record<string, Json> {
  const statuses = new Set(operations.flatMap((each) => statusesOf(each, hasAuth)));
  return Object.fromEntries(
    [...statuses].map((status) => [PROBLEMS[status]?.name ?? "", answer(status)]),
  );
}

function statusesOf(operation: Operation, hasAuth: boolean): readonly number[] {
  const { parameters = [], body, isOpen = false, mayBeMissing = false } = operation;
  const isGuarded = hasAuth && !isOpen;
  const hasPath = mayBeMissing || parameters.some((each) => each.in === "path");
  return [
    400,
    ...(isGuarded ? [401, 403] : []),
    ...(hasPath ? [404] : []),
    405,
    ...(contentTypes(operation).length > 0 ? [406] : []),
    ...(body === undefined ? [] : [413, 415]),
    414,
    422,
    429,
    431,
    500,
    502,
    503,
    504,
  ];
}

function answer(status: number): Json {
  return {
    description: PROBLEMS[status]?.description ?? "",
    headers: {
      // What Node can't read has been no request yet.
      ...(status !== 431 && { "x-request-id": { $ref: "#/components/headers/RequestId" } }),
      ...HEADERS[status],
    },
    content: {
      "application/problem+json": {
        schema: { $ref: "#/components/schemas/Problem" },
        example: exampleOfProblem(status),
      },
    },
  };
}

const WAIT: Record<string, Json> = {
  "retry-after": {
    description: "Seconds to wait.",
    schema: { type: "string", pattern: "^[0-9]+$" },
  },
};

const HEADERS: Readonly<Record<number, Record<string, Json>>> = {
  401: {
    "www-authenticate": {
      description: "Which credentials there are.",
      required: true,
      schema: { type: "string" },
    },
  },
  405: {
    allow: {
      description: "The methods that the path has.",
      required: true,
      schema: { type: "string" },
    },
  },
  429: WAIT,
  503: WAIT,
};
