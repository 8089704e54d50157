import {
  $ZodAsyncError,
  type $ZodIssue,
  type $ZodRawIssue,
  type $ZodType,
  type ParsePayload,
} from "zod/v4/core";

/** What a schema made of a value; it passed when there are no issues. */
export interface SchemaRun {
  readonly value: unknown;
  readonly issues: readonly $ZodIssue[];
}

const SYNCHRONOUS = { async: false };

/**
 * Run a zod schema over a value, without making an error object (and its stack) where it does not pass.
 *
 * @param payload the value, with no issues yet; it is free again when there are none
 * @throws {TypeError} when a check of the schema is asynchronous
 */
export function runSchema(dataset: string, schema: $ZodType, payload: ParsePayload): SchemaRun {
  const result = runSync(schema, payload);
  if (result === undefined) {
    throw new TypeError(
      `Dataset "${dataset}" has an asynchronous check; records are checked synchronously.`,
    );
  }
  if (result.issues.length === 0) return result as SchemaRun;
  return { value: result.value, issues: result.issues.map(finish) };
}

/** `undefined` when the schema answers with a promise. */
function runSync(schema: $ZodType, payload: ParsePayload): ParsePayload | undefined {
  try {
    const result = schema._zod.run(payload, SYNCHRONOUS);
    if (!(result instanceof Promise)) return result;
    result.catch(() => undefined);
  } catch (error) {
    if (!(error instanceof $ZodAsyncError)) throw error;
  }
  return undefined;
}

/** Zod leaves path and message open until its error is made; the message matters only where the contract wrote it. */
function finish(issue: $ZodRawIssue): $ZodIssue {
  const { path = [], inst } = issue;
  const own = (inst as $ZodType | undefined)?._zod.def as
    | { error?: (issue: $ZodRawIssue) => string | { message?: string } | null | undefined }
    | undefined;
  const said = issue.message ?? own?.error?.(issue);
  const message = typeof said === "string" ? said : (said?.message ?? "");
  return { ...issue, path, message } as $ZodIssue;
}
