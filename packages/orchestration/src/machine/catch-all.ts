import { type JsonObject, jsonata, text } from "../asl/asl.ts";

/** Characters of a cause that are kept: what is told must stay far below the 256 KiB that a state may hand on. */
const CAUSE_CHARS = 2000;

/** Catchers that keep what went wrong in `$failure` and go on to the report of it. A result over 256 KiB is caught by its own name only. */
export function catchAll(state: string): JsonObject[] {
  const catcher = (error: string): JsonObject => ({
    ErrorEquals: [error],
    Assign: { failure: failureOf(state, "$states.errorOutput.Error", "$states.errorOutput.Cause") },
    Next: "ReportFailure",
  });
  return [catcher("States.DataLimitExceeded"), catcher("States.ALL")];
}

/** A failure as the report has it. */
export function failureOf(state: string, error: string, cause: string): JsonObject {
  return {
    state,
    error: jsonata(error),
    cause: jsonata(`$substring($string(${cause}), 0, ${CAUSE_CHARS})`),
  };
}

/** A failure that the batch itself finds. */
export function ownFailure(state: string, error: string, cause: string): JsonObject {
  return failureOf(state, text(error), cause);
}
