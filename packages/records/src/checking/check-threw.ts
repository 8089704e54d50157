import { CloudApiError } from "@cloudapi/core";

const CODE = "CHECK_THREW";

/**
 * The error for a check of a contract that throws instead of giving a verdict. What it threw is the cause, and not in
 * the message, which is logged: it may quote the record.
 */
export function checkThrew(dataset: string, cause: unknown, place = ""): CloudApiError {
  const kind = cause instanceof Error ? cause.name : typeof cause;
  return new CloudApiError(
    CODE,
    `A check of dataset "${dataset}" threw (${kind}, the cause of this error) instead of giving a verdict${place}. Correct the check: it returns false, or adds an issue, for what it refuses.`,
    { cause },
  );
}

/** The same with the place of the record; any other error as it is. */
export function withPlace(error: unknown, dataset: string, place: string): unknown {
  const isOurs = error instanceof CloudApiError && error.code === CODE;
  return isOurs ? checkThrew(dataset, error.cause, place) : error;
}
