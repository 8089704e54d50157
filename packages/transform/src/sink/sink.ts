/**
 * Where a run writes: a small port over a folder, a bucket, or whatever else holds named bytes.
 *
 * Nothing is visible under a key until its object is published. Keys have `/` between their parts. The signal that
 * a method is given fires when the run is to stop; once publishing has begun it fires no more.
 */
export interface Sink {
  /** What the sink is called, such as `s3://bucket/prefix/`; sinks of one name are one place. */
  readonly location: string;
  /** What every key begins with: empty, or text that ends in a slash. */
  readonly prefix: string;
  /** Start an object that will have this key; called once for each key of a run. */
  create(
    key: string,
    properties: ObjectProperties,
    options?: CreateOptions,
  ): Promise<PendingObject>;
  /** The bytes of a visible object, or `undefined` when there is none. Called for small objects only. */
  read(key: string, options?: SinkOptions): Promise<Uint8Array | undefined>;
  /** The keys of visible objects that begin with a text that ends in a slash, in any order. */
  list(folder: string, options?: SinkOptions): AsyncIterable<string>;
  /** Optional. As `list`, with when each object became visible: what `vacuum` tells old ones by. */
  listDated?(folder: string, options?: SinkOptions): AsyncIterable<DatedKey>;
  /** Remove visible objects; those that are not there are passed over. */
  remove(keys: readonly string[]): Promise<void>;
}

/** A key with the time at which its object became visible. */
export interface DatedKey {
  readonly key: string;
  readonly lastModified: Date;
}

/** How a sink is called. */
export interface SinkOptions {
  /** Stops the call, and whatever the object it gives has under way. */
  readonly signal?: AbortSignal | undefined;
}

/** How an object is begun. */
export interface CreateOptions extends SinkOptions {
  /** Whether the object will be published by `publishIf`, where the sink has it. */
  readonly conditional?: boolean | undefined;
}

/** What an object is, for sinks that can say it. */
export interface ObjectProperties {
  readonly contentType: string;
  /** Names of lower-case letters, digits and hyphens; values of printable ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object that is being written. Its methods are called one after another, never at the same time. */
export interface PendingObject {
  /** Optional. True where no bytes are kept once their `write` has resolved: their memory may then be used again. */
  readonly releasesBytes?: boolean;
  /** Add bytes at the end. The array is not changed afterwards, unless `releasesBytes` says so, and may be kept. */
  write(bytes: Uint8Array): Promise<void>;
  /** Make the whole object visible under its key, replacing what was there, at once. */
  publish(): Promise<void>;
  /**
   * Optional. As `publish`, but only if what is visible under the key has these bytes, or nothing is there for `undefined`;
   * otherwise nothing happens, and the answer is false. Nobody else's write may come between the look and the write. Where a
   * sink hasn't it, a run looks first and then publishes, and can't see who comes between.
   */
  publishIf?(expected: Uint8Array | undefined): Promise<boolean>;
  /** Optional. Give the object another key before it is published; false, and nothing has happened, when it is too late for that. */
  moveTo?(key: string): boolean;
  /** Forget the object, leaving nothing behind; does nothing once it is published or discarded. */
  discard(): Promise<void>;
}
