import type { Readable } from "node:stream";

/** What takes the chunks of a body. */
export interface BodySink {
  /** Take a chunk; a promise means that no more is wanted until it is resolved. */
  add(chunk: Uint8Array): Promise<void> | undefined;
  /** How many more bytes are wanted; asked anew for each chunk, and again when it has been taken. */
  room(): number;
  /** Whether no more is wanted although the body goes on. */
  isFull(): boolean;
}

/** How a body is read. */
export interface Reading {
  /** How long the body may bring nothing before it counts as broken. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** How the reading of a body ended. */
export type BodyEnd =
  | { readonly kind: "ended" }
  /** The sink has what it wants, and the body goes on. */
  | { readonly kind: "full" }
  /** The connection broke or stalled, or the signal was aborted; what came is with the sink. */
  | { readonly kind: "broken"; readonly error: unknown }
  /** The sink could not take it. */
  | { readonly kind: "failed"; readonly error: unknown };

/**
 * Give the chunks of a body to a sink, by events rather than as an async iterable, which costs several promises for each
 * chunk. The body is neither paused nor destroyed at the end; never rejects.
 * A body of which nothing more is wanted is read to its end all the same, which frees its connection for the next request,
 * unless the sink says that it goes on.
 */
export function receiveBody(body: Readable, sink: BodySink, reading: Reading): Promise<BodyEnd> {
  return new Promise((resolve) => new BodyReader(body, sink, reading, resolve).start());
}

class BodyReader {
  readonly #body: Readable;
  readonly #sink: BodySink;
  readonly #reading: Reading;
  readonly #resolve: (end: BodyEnd) => void;
  #timer: NodeJS.Timeout | undefined;
  #isDone = false;

  constructor(body: Readable, sink: BodySink, reading: Reading, resolve: (end: BodyEnd) => void) {
    this.#body = body;
    this.#sink = sink;
    this.#reading = reading;
    this.#resolve = resolve;
  }

  start(): void {
    const body = this.#body;
    const { signal } = this.#reading;
    if (signal.aborted) return this.#onAbort();
    if (body.errored) return this.#onError(body.errored);
    if (body.readableEnded) return this.#onEnd();
    if (body.destroyed) return this.#onClose();
    this.#startTimer();
    signal.addEventListener("abort", this.#onAbort);
    body.on("data", this.#onData).on("end", this.#onEnd);
    body.on("error", this.#onError).on("close", this.#onClose);
  }

  #finish(end: BodyEnd): void {
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#reading.signal.removeEventListener("abort", this.#onAbort);
    this.#body.off("data", this.#onData).off("end", this.#onEnd);
    this.#body.off("error", this.#onError).off("close", this.#onClose);
    this.#resolve(end);
  }

  readonly #onEnd = () => this.#finish({ kind: "ended" });
  readonly #onError = (error: unknown) => this.#finish({ kind: "broken", error });
  readonly #onClose = () => this.#onError(connectionError("the connection was closed early"));
  readonly #onAbort = () => this.#onError(this.#reading.signal.reason);

  readonly #onData = (chunk: Uint8Array): void => {
    this.#timer?.refresh();
    let isTaken: Promise<void> | undefined;
    for (let rest = chunk; rest.length > 0; ) {
      const room = this.#sink.room();
      if (room === 0) break;
      isTaken = this.#sink.add(rest.subarray(0, room)) ?? isTaken;
      rest = rest.subarray(room);
    }
    if (isTaken === undefined) this.#goOn();
    else this.#waitFor(isTaken);
  };

  /** The sink's time is not the body's: it is not counted as idle. */
  #waitFor(isTaken: Promise<void>): void {
    this.#body.pause();
    clearTimeout(this.#timer);
    isTaken.then(
      () => {
        if (this.#isDone) return;
        this.#startTimer();
        this.#goOn();
        this.#body.resume();
      },
      (error: unknown) => this.#finish({ kind: "failed", error }),
    );
  }

  #goOn(): void {
    if (this.#sink.isFull()) this.#finish({ kind: "full" });
  }

  #startTimer(): void {
    const { idleTimeoutMs } = this.#reading;
    this.#timer = setTimeout(() => {
      this.#onError(connectionError(`no byte came for ${idleTimeoutMs} ms`, "ETIMEDOUT"));
    }, idleTimeoutMs);
  }
}

/** A failure of the connection, as Node words it. */
export function connectionError(words: string, code = "ECONNRESET"): Error {
  return Object.assign(new Error(words), { code });
}
