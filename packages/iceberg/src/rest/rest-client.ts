import { delayMs, sleep } from "@cloudapi/core/internal";
import { parseIcebergJson, serializeIcebergJson } from "../json/iceberg-json.ts";
import type { RestAuth } from "./rest-auth.ts";
import { isPassing, RestAnswerError } from "./rest-failure.ts";

/** How a catalog is reached. */
export interface RestConnection {
  /** Without a slash at its end; `/v1` comes after it. */
  readonly uri: string;
  readonly auth: RestAuth | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly requestTimeoutMs: number;
}

/** A request below `v1/`. */
export interface RestCall {
  readonly method: "GET" | "POST" | "DELETE";
  /** Encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** How often a question is asked; what changes something is sent once. */
const MOST_ATTEMPTS = 5;
const BACK_OFF = { initialDelayMs: 200, maxDelayMs: 5_000, factor: 2 };

/**
 * Send a request and give the JSON of its answer; `undefined` when it has none.
 *
 * @throws {RestAnswerError} for an answer that is not one of success, and what `fetch` throws when none came
 */
export async function sendRest(connection: RestConnection, call: RestCall): Promise<unknown> {
  const isQuestion = call.method === "GET";
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendAllowed(connection, call);
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!isQuestion || attempt === MOST_ATTEMPTS || !isPassing(error)) throw error;
      await sleep(delayMs(attempt - 1, BACK_OFF), call.signal);
    }
  }
}

/** A token may have expired before its time: once, a new one is asked for. */
async function sendAllowed(connection: RestConnection, call: RestCall): Promise<unknown> {
  try {
    return await sendOnce(connection, call, false);
  } catch (error) {
    const isRefused = error instanceof RestAnswerError && [401, 419].includes(error.status);
    if (!isRefused || connection.auth === undefined) throw error;
    return sendOnce(connection, call, true);
  }
}

async function sendOnce(
  connection: RestConnection,
  { method, path, query = {}, body: content, signal: stop }: RestCall,
  isRefused: boolean,
): Promise<unknown> {
  const url = new URL(`${connection.uri}/v1/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const body = content === undefined ? undefined : serializeIcebergJson(content);
  const plain: Record<string, string> = {
    accept: "application/json",
    ...(body !== undefined && { "content-type": "application/json" }),
    ...connection.headers,
  };
  const timeout = AbortSignal.timeout(connection.requestTimeoutMs);
  const signal = stop === undefined ? timeout : AbortSignal.any([timeout, stop]);
  const request = { method, url, headers: plain, body };
  const options = { isRefused, fetch: connection.fetch, catalogUri: connection.uri, signal };
  const headers = { ...plain, ...(await connection.auth?.headers(request, options)) };
  // A redirect would carry what auth sends to where nobody meant it to go.
  const answer = await connection.fetch(url, {
    method,
    headers,
    signal,
    redirect: "manual",
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  if (!answer.ok) throw answerError(answer.status, text);
  return text === "" ? undefined : read(text, answer.status);
}

/** A login page or a proxy may answer anything with success. */
function read(text: string, status: number): unknown {
  try {
    return parseIcebergJson(text);
  } catch {
    throw new RestAnswerError(status, "", `an answer that is not JSON: ${text.slice(0, 100)}`);
  }
}

function answerError(status: number, text: string): RestAnswerError {
  let error: { readonly message?: unknown; readonly type?: unknown } = {};
  try {
    const parsed = Object(JSON.parse(text)) as { error?: unknown };
    error = Object(parsed.error) as typeof error;
  } catch {
    // Then it is no catalog that said so; its words are all there is.
  }
  const { message = text, type = "" } = error;
  return new RestAnswerError(status, String(type), String(message));
}
