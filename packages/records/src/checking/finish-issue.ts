import { decimalOfCheck, jsonOfCheck } from "@cloudapi/core/internal";
import { type $ZodIssue, type $ZodRawIssue, type $ZodType, config } from "zod/v4/core";

/** Anything that may say what an issue's message is. */
type ErrorMap = (issue: $ZodRawIssue) => string | { message?: string } | null | undefined;

/** Zod leaves path and message open until its error is made; the message is empty unless the contract wrote one. */
export function finishIssue(issue: $ZodRawIssue): $ZodIssue {
  return { ...issue, path: issue.path ?? [], message: writtenMessage(issue) } as $ZodIssue;
}

/** What the contract says of an issue in its own words, most specific first as in zod; empty where it says nothing. */
function writtenMessage(issue: $ZodRawIssue): string {
  if (issue.message !== undefined) return issue.message;
  // The conversion of a decimal or of JSON knows better what is wrong than its check does.
  if (decimalOfCheck(issue) !== undefined || jsonOfCheck(issue) !== undefined) return "";
  const { inst, schema } = issue as { inst?: $ZodType; schema?: $ZodType };
  for (const error of [
    errorOf(inst),
    errorOf(schema),
    config().customError as ErrorMap | undefined,
  ]) {
    const said = error?.(issue);
    const message = typeof said === "string" ? said : said?.message;
    if (message !== undefined) return message;
  }
  return "";
}

function errorOf(schema: $ZodType | undefined): ErrorMap | undefined {
  return (schema?._zod.def as { error?: ErrorMap } | undefined)?.error;
}
