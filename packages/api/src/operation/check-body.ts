import { didYouMean } from "@cloudapi/core/internal";
import type * as z from "zod";
import { type ParameterFault, ProblemError } from "../http/problem.ts";
import type { BodyInput } from "./operation.ts";

/**
 * A body as its schema has it.
 *
 * @throws {ProblemError} 400 `INVALID_BODY`
 */
export function checkBody({ schema }: BodyInput, body: unknown): unknown {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const faults = error.issues.slice(0, 20).map((issue) => faultOf(issue, schema));
  throw new ProblemError({
    status: 400,
    code: "INVALID_BODY",
    title: "The body is not right.",
    detail: faults
      .slice(0, 5)
      .map(({ name, message }) => (name === "" ? message : `${name}: ${message}`))
      .join(" "),
    faults,
  });
}

function faultOf(issue: z.core.$ZodIssue, schema: z.ZodType): ParameterFault {
  const name = issue.path.map(String).join(".").slice(0, 200);
  if (issue.code !== "unrecognized_keys") return { in: "body", name, message: `${issue.message}.` };
  const [key = ""] = issue.keys;
  const shape = schema._zod.def.type === "object" ? Object.keys((schema as z.ZodObject).shape) : [];
  const near = didYouMean(key, shape);
  const advice = near === undefined ? `It takes ${shape.join(", ")}.` : `Did you mean "${near}"?`;
  return { in: "body", name: key.slice(0, 100), message: `There is no such member. ${advice}` };
}
