import { createHash } from "node:crypto";
import { delayMs, sleep } from "@cloudapi/core/internal";
import type { IdentifiedSource } from "@cloudapi/transform";
import { IngestError } from "../errors/ingest-error.ts";

/** How a URL is fetched. */
export interface UrlSourceOptions {
  /** Sent with the request to each URL, whatever its host, such as `authorization`; a redirect to another host gets all but `authorization` and cookies. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long the server may send nothing before it counts as gone, in milliseconds; default 30,000. */
  readonly idleTimeoutMs?: number | undefined;
}

/** A timer of Node's that is set to more ends at once. */
const MOST_MS = 2 ** 31 - 1;
const MAX_TRIES = 4;
const BACK_OFF = { initialDelayMs: 250, maxDelayMs: 5_000, factor: 2 } as const;

/** What is under a URL, fetched when it is read. Its name holds neither user nor password, and of a query only the hash. */
export function urlSource(url: string, options: UrlSourceOptions): IdentifiedSource {
  const address = new URL(url);
  return {
    sourceId: nameOf(address),
    [Symbol.asyncIterator]: () => readUrl(address, options),
  };
}

/** What a URL is called: a query may hold a signature. */
export function nameOf({ protocol, host, pathname, search }: URL): string {
  const hash = createHash("sha256").update(search).digest("hex").slice(0, 12);
  return `${protocol}//${host}${pathname}${search === "" ? "" : `?sha256=${hash}`}`;
}

async function* readUrl(url: URL, options: UrlSourceOptions): AsyncGenerator<Uint8Array> {
  const idle = new IdleTimer(options.idleTimeoutMs ?? 30_000);
  const { signal } = options;
  const either = AbortSignal.any([idle.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    const body = await open(url, { options, signal: either, idle });
    for await (const chunk of body) {
      // Who reads may take as long as they like.
      idle.stop();
      yield chunk;
      idle.restart();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof IngestError ? error : unreachable(url, error);
  } finally {
    idle.stop();
  }
}

interface Opening {
  readonly options: UrlSourceOptions;
  readonly signal: AbortSignal;
  readonly idle: IdleTimer;
}

/** The body of an answer; a server that is busy, or not reached, is asked again. */
async function open(
  url: URL,
  { options, signal, idle }: Opening,
): Promise<AsyncIterable<Uint8Array>> {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const headers = new Headers({ ...options.headers });
  if (url.username !== "" && !headers.has("authorization"))
    headers.set(
      "authorization",
      `Basic ${Buffer.from(decodeURIComponent(`${url.username}:${url.password}`)).toString("base64")}`,
    );
  for (let tries = 1; ; tries++) {
    idle.restart();
    const answer = await fetch(bare, { headers, signal }).catch((error: unknown) => {
      if (signal.aborted || tries >= MAX_TRIES) throw error;
      return undefined;
    });
    if (answer?.ok === true) return answer.body ?? emptyBody();
    const isBusy = answer === undefined || answer.status === 429 || answer.status >= 500;
    await answer?.body?.cancel().catch(() => undefined);
    idle.stop();
    if (answer !== undefined && (!isBusy || tries >= MAX_TRIES)) throw refused(url, answer);
    await sleep(delayMs(tries, BACK_OFF), options.signal);
  }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An answer without a body.
}

function refused(url: URL, { status, statusText }: Response): IngestError {
  return new IngestError(
    "URL_REFUSED",
    `${nameOf(url)} was answered with ${status} ${statusText}. Nothing of it was written: correct the address, or give the headers that the server wants.`.replaceAll(
      "  ",
      " ",
    ),
  );
}

function unreachable(url: URL, cause: unknown): IngestError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new IngestError(
    "URL_UNREACHABLE",
    `${nameOf(url)} could not be read to its end: ${reason}. Nothing of it was written; run again.`,
    { cause },
  );
}

/** Aborts when nothing has come for some time. */
class IdleTimer {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    const reason = new Error(`nothing came for ${this.#timeoutMs} ms`);
    const timeoutMs = Math.min(this.#timeoutMs, MOST_MS);
    this.#timer = setTimeout(() => this.#controller.abort(reason), timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
