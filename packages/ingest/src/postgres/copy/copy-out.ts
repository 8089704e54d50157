import { isUtf8 } from "node:buffer";
import type { TextRows } from "../../source/text-rows.ts";
import { TextRowBuffer } from "../../texts/text-row-buffer.ts";
import type { CopyClient, CopyConnection } from "./copy-client.ts";
import { scanCopy } from "./scan-copy.ts";

/** What is copied. */
export interface Copying {
  readonly text: string;
  /** How many columns it has. */
  readonly width: number;
  readonly batchBytes: number;
}

/** Room behind a batch for the row that fills it. */
const SLACK_BYTES = 32 * 1024;
/** Memory that a large row took is given back when it is so many times what a batch needs. */
const FEW_TIMES = 4;
const LINE_FEED = 10;

/**
 * Rows of a COPY in batches by their bytes, as pg hands them to a query of one's own: the socket is read no further while a batch is full that
 * nobody has taken yet.
 */
export class CopyOut {
  /** What pg puts here is called at the end, so that its own time-outs end, too. */
  callback: ((error: Error | null, result?: unknown) => void) | undefined;
  readonly #copying: Copying;
  readonly #rows: TextRowBuffer;
  #connection: CopyConnection | undefined;
  #bytes: Buffer;
  /** The bytes that were handed out last. */
  #spare: Buffer;
  #end = 0;
  /** So many bytes are a batch. */
  #goal: number;
  #isOver = false;
  #isDraining = false;
  #isPaused = false;
  #error: Error | undefined;
  /** Called when there is a batch, or the query has ended. */
  #wake: () => void = ignore;

  constructor(client: CopyClient, copying: Copying) {
    this.#copying = copying;
    this.#rows = new TextRowBuffer(copying.width);
    this.#goal = copying.batchBytes;
    this.#bytes = this.#newBytes();
    this.#spare = this.#newBytes();
    client.query(this);
  }

  /** Whether the query has ended, by its last row or an error. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The next batch, valid until the one after it is asked for; `undefined` behind the last row. */
  async next(): Promise<TextRows | undefined> {
    for (;;) {
      while (!this.#isFull && !this.#isOver) await this.#change();
      if (this.#error !== undefined) throw this.#error;
      if (this.#end === 0) return undefined;
      const rows = this.#taken();
      if (rows !== undefined) return rows;
      if (this.#isOver) throw new Error("The rows of a COPY ended within one of them.");
    }
  }

  /** Resolves when the query has ended; rows that still come are let go. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#end = 0;
    this.#resume();
    while (!this.#isOver) await this.#change();
  }

  submit(connection: CopyConnection): void {
    this.#connection = connection;
    connection.query(this.#copying.text);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#isDraining) return;
    this.#makeRoom(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
    if (!this.#isFull) return;
    this.#isPaused = true;
    this.#connection?.stream.pause();
    this.#wake();
  }

  handleError(error: Error): void {
    this.#finish(error);
  }

  handleReadyForQuery(): void {
    this.#finish(undefined);
  }

  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}

  get #isFull(): boolean {
    return this.#end >= this.#goal;
  }

  /** The whole rows that have come, if any; what is left of another one begins the next bytes. */
  #taken(): TextRows | undefined {
    const bytes = this.#bytes;
    const whole = bytes.lastIndexOf(LINE_FEED, this.#end - 1) + 1;
    // A row that is not whole yet needs more room than a batch.
    this.#goal = whole === 0 ? this.#end * 2 : this.#copying.batchBytes;
    if (whole === 0) {
      this.#resume();
      return undefined;
    }
    const rest = this.#end - whole;
    this.#bytes = this.#spare;
    this.#spare = bytes.length > this.#mostBytes ? this.#newBytes() : bytes;
    this.#end = 0;
    this.#makeRoom(rest);
    bytes.copy(this.#bytes, 0, whole, whole + rest);
    this.#end = rest;
    this.#rows.open(bytes, isUtf8(bytes.subarray(0, whole)));
    scanCopy(this.#rows, whole);
    this.#resume();
    return this.#rows;
  }

  get #mostBytes(): number {
    return FEW_TIMES * (this.#copying.batchBytes + SLACK_BYTES);
  }

  #newBytes(): Buffer {
    return Buffer.allocUnsafeSlow(this.#copying.batchBytes + SLACK_BYTES);
  }

  #makeRoom(count: number): void {
    const needed = this.#end + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }

  #resume(): void {
    if (!this.#isPaused || this.#isFull) return;
    this.#isPaused = false;
    this.#connection?.stream.resume();
  }

  #finish(error: Error | undefined): void {
    this.#error ??= error;
    this.#isOver = true;
    this.callback?.(error ?? null);
    this.#wake();
  }

  #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }
}

function ignore(): void {}
