import { escapeControls } from "@cloudapi/core/internal";
import { IcebergError } from "../errors/iceberg-error.ts";
import { wasNeverSent } from "../errors/was-never-sent.ts";

/** A request to the catalog, for messages. */
export interface RestRequest {
  /** Such as `commit to`. */
  readonly doing: string;
  /** `namespace.name`, or the namespace. */
  readonly title: string;
}

/** An answer that is not one of success. */
export class RestAnswerError extends Error {
  readonly status: number;
  /** The type of error that the catalog names, such as `NoSuchTableException`; empty when it names none. */
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.name = "RestAnswerError";
    this.status = status;
    this.type = type;
  }
}

const MOST_WORDS = 500;
/** Nothing was done: no such operation. */
const NOT_IMPLEMENTED = 501;
const REQUEST_TIMEOUT = 408;

/** Whether a request that failed may have been carried out all the same. */
export function mayHaveWorked(error: unknown): boolean {
  // An answer of success that can't be read is one all the same.
  if (error instanceof IcebergError) return error.code === "INVALID_METADATA";
  if (error instanceof RestAnswerError) return isOpen(error.status);
  return !wasNeverSent(systemCode(error));
}

/**
 * Whether a status leaves open what became of a commit. The specification names 500, 502 and 504, but what stands before a catalog
 * answers 503 and others of 5xx as well, also when the catalog has done its work.
 */
function isOpen(status: number): boolean {
  if (status < 300 || status === REQUEST_TIMEOUT) return true;
  return status >= 500 && status !== NOT_IMPLEMENTED;
}

/** Whether to ask again is likely to help; only questions are asked again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof IcebergError) return error.code === "CATALOG_UNAVAILABLE";
  if (!(error instanceof RestAnswerError)) return true;
  return error.status === 429 || error.status >= 500;
}

function systemCode(error: unknown): string {
  const { cause, code } = Object(error) as { cause?: unknown; code?: unknown };
  const { code: inner } = Object(cause) as { code?: unknown };
  return [inner, code].find((each) => typeof each === "string") ?? "";
}

/** What a failed request means; nothing was changed. */
export function restFailure(error: unknown, { doing, title }: RestRequest): IcebergError {
  if (error instanceof IcebergError) return error;
  const [code, advice] = explain(error);
  const words = escapeControls(wordsOf(error)).slice(0, MOST_WORDS);
  return new IcebergError(
    code,
    `Cannot ${doing} ${title}: ${advice}${words === "" ? "" : ` It said: ${words}`}`,
    { cause: error, table: title },
  );
}

function wordsOf(error: unknown): string {
  if (error instanceof RestAnswerError) return error.message;
  const { cause } = Object(error) as { cause?: unknown };
  return cause instanceof Error ? cause.message : "";
}

function explain(error: unknown): readonly [code: string, advice: string] {
  if (!(error instanceof RestAnswerError))
    return ["CATALOG_UNAVAILABLE", "the catalog can't be reached. Check its uri and the network."];
  const { status } = error;
  if (status === 401 || status === 419)
    return ["CATALOG_ACCESS_DENIED", "the catalog does not accept what auth sends. Check it."];
  if (status === 403)
    return ["CATALOG_ACCESS_DENIED", "the caller may not. Have it granted in the catalog."];
  if (status === 429 || status === 503)
    return ["CATALOG_THROTTLED", "the catalog asks for patience. Try again later."];
  if (status >= 500 && status !== 501)
    return ["CATALOG_UNAVAILABLE", `the catalog failed with status ${status}. Try again later.`];
  if (status >= 300 && status < 400)
    return ["CATALOG_REQUEST_FAILED", "the catalog is elsewhere. Give its own uri."];
  return ["CATALOG_REQUEST_FAILED", `the catalog refused it with status ${status}.`];
}
