import { createHash, type Hash } from "node:crypto";
import { sameBytes } from "./same-bytes.ts";
import type { ObjectProperties, PendingObject, Sink } from "./sink.ts";

/** The object that a writer writes. */
export interface ObjectTarget {
  readonly sink: Sink;
  readonly key: string;
  readonly properties: ObjectProperties;
  /** Whether it is published by `publishIf`. */
  readonly conditional?: boolean;
  /** Passed to the sink. */
  readonly signal?: AbortSignal | undefined;
}

/** Writes one pending object in order, from code that does not wait for each piece. */
export class ObjectWriter {
  readonly #target: ObjectTarget;
  #key: string;
  #object: PendingObject | undefined;
  #tail: Promise<void> = Promise.resolve();
  /** Made with the first bytes: thousands of files may be open that have none yet. */
  #hash: Hash | undefined;
  #digest: string | undefined;
  #isPublished = false;
  /** Bytes taken, written or still to be written. */
  sizeBytes = 0;

  constructor(target: ObjectTarget) {
    this.#target = target;
    this.#key = target.key;
  }

  get key(): string {
    return this.#key;
  }

  /** Whether memory of bytes that are written may be used again. */
  get releasesBytes(): boolean {
    return this.#object?.releasesBytes === true;
  }

  /** Give the object another key, once all that was queued is written; whether that can be. */
  moveTo(key: string): boolean {
    if (this.#isPublished) return false;
    if (key === this.#key) return true;
    if (this.#object?.moveTo?.(key) !== true) return false;
    this.#key = key;
    return true;
  }

  /**
   * Queue bytes; a failure shows in `settled`.
   *
   * @param released called when they are written, if their memory may be used again
   */
  write(bytes: Uint8Array, released?: () => void): void {
    this.sizeBytes += bytes.length;
    if (this.#digest === undefined) {
      this.#hash ??= createHash("sha256");
      this.#hash.update(bytes);
    }
    this.#enqueue(async (object) => {
      await object.write(bytes);
      if (object.releasesBytes) released?.();
    });
  }

  /** SHA-256 of all bytes, in hexadecimal; none may come after it was asked for. */
  digest(): string {
    this.#digest ??= (this.#hash ?? createHash("sha256")).digest("hex");
    this.#hash = undefined;
    return this.#digest;
  }

  /** When all that is queued is written; rejects with the first failure. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /** Make the object visible; does nothing a second time. */
  async publish(): Promise<void> {
    if (this.#isPublished) return;
    this.#enqueue((object) => object.publish());
    await this.#tail;
    this.#isPublished = true;
  }

  /** Publish if what is there has these bytes, or nothing is there for `undefined`; whether it was so. */
  async publishIf(expected: Uint8Array | undefined): Promise<boolean> {
    let isDone = false;
    this.#enqueue(async (object) => {
      isDone = await (object.publishIf?.(expected) ?? this.#lookAndPublish(object, expected));
    });
    await this.#tail;
    return isDone;
  }

  async #lookAndPublish(object: PendingObject, expected: Uint8Array | undefined): Promise<boolean> {
    if (!sameBytes(await this.#target.sink.read(this.#key), expected)) return false;
    await object.publish();
    return true;
  }

  async discard(): Promise<void> {
    await this.#tail.catch(() => undefined);
    await this.#object?.discard();
  }

  #enqueue(action: (object: PendingObject) => Promise<void>): void {
    const { sink, properties, signal, conditional } = this.#target;
    this.#tail = this.#tail.then(async () => {
      this.#object ??= await sink.create(this.#key, properties, { signal, conditional });
      await action(this.#object);
    });
    // Whoever waits gets the failure; nobody may be waiting yet.
    this.#tail.catch(() => undefined);
  }
}
