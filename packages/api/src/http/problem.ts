import * as z from "zod";
import { textResponse } from "./text-response.ts";

/** What is wrong with one parameter, or one place of the body. */
export interface ParameterFault {
  readonly in: "query" | "path" | "body" | "header";
  readonly name: string;
  /** What is wrong, what was expected, and what to do. */
  readonly message: string;
}

/** An answer that is not what was asked for, as Problem Details (RFC 9457). */
export interface ProblemInput {
  readonly status: number;
  /** What kind of problem it is, for programs: `INVALID_PARAMETER`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly faults?: readonly ParameterFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong inside; for the log, and never in an answer. */
  readonly cause?: unknown;
}

/**
 * Thrown by the handler of an operation where a request can't be answered as it was meant; becomes an answer of
 * `application/problem+json`.
 *
 * @example
 * ```ts
 * import { ProblemError } from "@cloudapi/api";
 *
 * const problem = new ProblemError({
 *   status: 404,
 *   code: "NO_SUCH_REPORT",
 *   title: "There is no such report.",
 *   detail: "Reports are kept for a year.",
 * });
 * console.log(problem.problem.status); // => 404
 * ```
 */
export class ProblemError extends Error {
  readonly problem: ProblemInput;

  constructor(problem: ProblemInput) {
    super(`${problem.title} ${problem.detail}`, { cause: problem.cause });
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The body of a problem, as the document describes it. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: "What kind of problem it is, as a URI reference." }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z
      .string()
      .regex(/^[A-Z][A-Z_]*$/)
      .meta({ description: "What kind of problem it is, for programs." }),
    requestId: z.string().meta({ description: "Names the request in the logs." }),
    errors: z
      .array(
        z.object({
          in: z.enum(["query", "path", "body", "header"]),
          name: z.string(),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "Problem Details (RFC 9457)." });

/** The answer of a problem. */
export function problemResponse(problem: ProblemInput, requestId: string): Response {
  return textResponse(problemText(problem, requestId), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...problem.headers,
    },
  });
}

/** The body of the answer of a problem. */
export function problemText(problem: ProblemInput, requestId: string): string {
  const { status, code, title, detail, faults } = problem;
  const body: z.output<typeof problemSchema> = {
    type: `urn:cloudapi:problem:${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    detail,
    code,
    requestId,
    ...(faults !== undefined && { errors: [...faults] }),
  };
  return JSON.stringify(body);
}
