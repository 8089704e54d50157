import { createHash, type Hash } from "node:crypto";
import type { ObjectProperties, PendingObject, Sink } from "./sink.ts";

/** The object that a writer writes. */
export interface ObjectTarget {
  readonly sink: Sink;
  readonly key: string;
  readonly properties: ObjectProperties;
  /** Passed to the sink. */
  readonly signal?: AbortSignal | undefined;
}

/** Writes one pending object in order, from code that does not wait for each piece. */
export class ObjectWriter {
  readonly #target: ObjectTarget;
  #object: PendingObject | undefined;
  #tail: Promise<void> = Promise.resolve();
  #hash: Hash | undefined = createHash("sha256");
  #digest = "";
  /** Bytes taken, written or still to be written. */
  sizeBytes = 0;

  constructor(target: ObjectTarget) {
    this.#target = target;
  }

  get key(): string {
    return this.#target.key;
  }

  /** Queue bytes; a failure shows in `settled`. */
  write(bytes: Uint8Array): void {
    this.sizeBytes += bytes.length;
    this.#hash?.update(bytes);
    this.#enqueue((object) => object.write(bytes));
  }

  /** SHA-256 of all bytes, in hexadecimal; none may come after it was asked for. */
  digest(): string {
    if (this.#hash !== undefined) this.#digest = this.#hash.digest("hex");
    this.#hash = undefined;
    return this.#digest;
  }

  /** When all that is queued is written; rejects with the first failure. */
  settled(): Promise<void> {
    return this.#tail;
  }

  async publish(): Promise<void> {
    this.#enqueue((object) => object.publish());
    await this.#tail;
  }

  async discard(): Promise<void> {
    await this.#tail.catch(() => undefined);
    await this.#object?.discard();
  }

  #enqueue(action: (object: PendingObject) => Promise<void>): void {
    const { sink, key, properties, signal } = this.#target;
    this.#tail = this.#tail.then(async () => {
      this.#object ??= await sink.create(key, properties, { signal });
      await action(this.#object);
    });
    // Whoever waits gets the failure; nobody may be waiting yet.
    this.#tail.catch(() => undefined);
  }
}
