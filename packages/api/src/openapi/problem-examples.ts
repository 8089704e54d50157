import type { ParameterFault } from "../http/problem.ts";
import type { Json } from "../values/json-form.ts";

/** A kind of problem, as the document tells it. */
interface DocumentedProblem {
  /** Among the components. */
  readonly name: string;
  readonly description: string;
  readonly example: {
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly errors?: readonly ParameterFault[];
  };
}

/** What is answered where a request can't be answered as it was meant, by status. */
export const PROBLEMS: Readonly<Record<number, DocumentedProblem>> = {
  400: {
    name: "NotAsDocumented",
    description: "A parameter or the body is not as this document says, or the URL is not UTF-8.",
    example: {
      code: "INVALID_PARAMETER",
      title: "A parameter is not right.",
      detail: 'limt: There is no such parameter. Did you mean "limit"?',
      errors: [
        { in: "query", name: "limt", message: 'There is no such parameter. Did you mean "limit"?' },
      ],
    },
  },
  401: {
    name: "NoCredentials",
    description: "The credentials are missing, or not right.",
    example: {
      code: "UNAUTHENTICATED",
      title: "Who asks?",
      detail: "Give credentials: apiKey.",
    },
  },
  403: {
    name: "NotForThese",
    description: "The credentials are not for these rows.",
    example: {
      code: "CLAIM_MISSING",
      title: "There are no rows for these credentials.",
      detail:
        'Rows are seen by those alone whose claim "tenant" says which, and these credentials have none. Ask for some that do.',
    },
  },
  404: {
    name: "NothingThere",
    description: "There is nothing under this path.",
    example: {
      code: "NO_SUCH_ROW",
      title: "There is no such row.",
      detail: "orders has no row whose id is 7.",
    },
  },
  405: {
    name: "OtherMethods",
    description: "The method is not for this path.",
    example: {
      code: "METHOD_NOT_ALLOWED",
      title: "The method is not for this path.",
      detail: "DELETE is not among GET, HEAD.",
    },
  },
  406: {
    name: "NoTypeTaken",
    description: "`Accept` takes none of the types that there are.",
    example: {
      code: "NOT_ACCEPTABLE",
      title: "There is no answer of a type that you take.",
      detail:
        "Answers here are application/json, and Accept has no range with it. Ask with Accept: application/json, or without the header.",
      errors: [
        { in: "header", name: "accept", message: "expected a range that has application/json" },
      ],
    },
  },
  413: {
    name: "BodyTooLarge",
    description: "The body is too large.",
    example: {
      code: "BODY_TOO_LARGE",
      title: "The body is too large.",
      detail: "A body has at most 65536 bytes.",
    },
  },
  414: {
    name: "UrlTooLong",
    description: "The URL is too long.",
    example: {
      code: "URL_TOO_LONG",
      title: "The URL is too long.",
      detail: "Path and query have at most 8192 characters. Ask for less at once.",
    },
  },
  415: {
    name: "NotJson",
    description: "The body is not JSON.",
    example: {
      code: "NOT_JSON",
      title: "The body is not JSON.",
      detail: "Give a body of JSON, and say so: content-type: application/json.",
    },
  },
  422: {
    name: "NotAnswerable",
    description:
      "All is as this document says, and yet can't be answered: a cursor of another query, a range that ends before it begins.",
    example: {
      code: "INVALID_RANGE",
      title: "The time range is not right.",
      detail:
        "The range from 2025-02-01T00:00:00.000Z to 2025-01-02T00:00:00.000Z holds no instant: give from before to.",
    },
  },
  429: {
    name: "TooManyQueries",
    description: "There are too many queries.",
    example: {
      code: "TOO_MANY_QUERIES",
      title: "There are too many queries.",
      detail: "10 queries run and 50 wait. Ask again in some seconds.",
    },
  },
  431: {
    name: "HeadersTooLarge",
    description: "URL and headers together are more than the server reads.",
    example: {
      code: "HEADERS_TOO_LARGE",
      title: "The URL and the headers are too large.",
      detail: "They are more than the server reads. Ask for less at once.",
    },
  },
  500: {
    name: "WentWrong",
    description: "Something went wrong inside.",
    example: {
      code: "INTERNAL",
      title: "The request could not be answered.",
      detail: "Something went wrong inside. The logs have it under the request id.",
    },
  },
  502: {
    name: "EngineFailed",
    description: "The query engine failed.",
    example: {
      code: "ENGINE_FAILED",
      title: "The query engine could not answer.",
      detail: "The query failed in the engine. The logs have the reason under the request id.",
    },
  },
  503: {
    name: "EngineBusy",
    description: "The query engine is busy, or can't be reached.",
    example: {
      code: "ENGINE_BUSY",
      title: "The query engine is busy.",
      detail: "It takes no more queries now. Ask again in some seconds.",
    },
  },
  504: {
    name: "TooLate",
    description: "The query took too long.",
    example: {
      code: "QUERY_TIMED_OUT",
      title: "The query took too long.",
      detail: "It was stopped. Ask for less: a shorter time range, or more filters.",
    },
  },
};

/** The body of a problem of this status. */
export function exampleOfProblem(status: number): Json {
  const { code, title, detail, errors } = PROBLEMS[status]?.example ?? {
    code: "INTERNAL",
    title: "",
    detail: "",
  };
  return {
    type: `urn:cloudapi:problem:${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    detail,
    code,
    requestId: "1f0b3d8e-2c55-4d0e-9a51-6f3f4f0a7c11",
    ...(errors !== undefined && { errors: errors.map((each) => ({ ...each })) }),
  };
}
