import { isCloudApiError } from "@cloudapi/core";
import { sleep } from "@cloudapi/core/internal";
import type { Consistency, Source, SourceSnapshot } from "../source/source.ts";

/** How long a server that was there before is waited for: half a minute, in which one starts again. */
const WAITS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** The snapshot of a run, which several readers may share; a reader whose connection is lost goes on in one of its own. */
export class Snapshots {
  readonly #source: Source;
  readonly #wanted: number;
  readonly #signal: AbortSignal | undefined;
  readonly #readers = new Map<number, SourceSnapshot>();
  /** Fires when nobody reads any more, for connections that are still waited for. */
  readonly #closing = new AbortController();
  #first: Promise<SourceSnapshot> | undefined;
  #consistency: Consistency | undefined;
  /** Whether the snapshot that was shared is lost; whether tables are of another moment for it; whether the server stays away. */
  #isLost = false;
  #isLater = false;
  #isGone = false;

  constructor(source: Source, readers: number, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#wanted = readers;
    this.#signal = signal;
  }

  /** How many readers there can be at a time. */
  async count(): Promise<number> {
    if (this.#wanted === 1) return 1;
    // What is wrong is told where a table is read.
    const first = await this.#opened().catch(() => undefined);
    return 1 + Math.max(0, first?.others?.most ?? 0);
  }

  /** Whether there is a connection for another reader: the server may have none left. */
  async hasRoomFor(reader: number): Promise<boolean> {
    const first = await this.#opened().catch(() => undefined);
    const signals = [this.#closing.signal, ...(this.#signal === undefined ? [] : [this.#signal])];
    const signal = AbortSignal.any(signals);
    const other = await first?.others?.open({ signal }).catch(() => undefined);
    if (other === undefined) return false;
    if (this.#closing.signal.aborted) await other.close();
    else this.#readers.set(reader, other);
    return !this.#closing.signal.aborted;
  }

  /** What a reader reads: the first the snapshot itself. */
  async of(reader: number): Promise<SourceSnapshot> {
    const known = this.#readers.get(reader);
    if (known !== undefined) return known;
    const snapshot = await this.#next(reader);
    this.#readers.set(reader, snapshot);
    return snapshot;
  }

  /**
   * Give up what a reader reads; the next table that it reads is of another snapshot.
   *
   * @param isStale whether the moment itself can't be read any more, whoever does
   */
  async giveUp(reader: number, isStale = false): Promise<void> {
    const snapshot = this.#readers.get(reader);
    this.#readers.delete(reader);
    if (reader === 0 || isStale) this.#isLost = true;
    if (reader === 0) this.#first = undefined;
    await snapshot?.close();
  }

  /** Give all of them up. */
  async close(): Promise<void> {
    this.#closing.abort();
    const all = new Set(this.#readers.values());
    const first = await this.#first?.catch(() => undefined);
    this.#readers.clear();
    if (first !== undefined) all.add(first);
    await Promise.all([...all].map((snapshot) => snapshot.close()));
  }

  /** Which moment the rows are of. */
  get consistency(): Consistency | undefined {
    const first = this.#consistency;
    if (first === undefined || !this.#isLater) return first;
    return {
      kind: first.kind === "snapshot" ? "table" : first.kind,
      text: `The connection was lost, or the server gave up its snapshot, so that tables after it are of a later moment. ${first.text}`,
    };
  }

  async #next(reader: number): Promise<SourceSnapshot> {
    const shared = this.#isLost ? undefined : await this.#opened();
    if (reader === 0 && shared !== undefined) return shared;
    const signal = this.#signal;
    const other = await shared?.others?.open({ signal }).catch(() => undefined);
    if (other !== undefined) return other;
    const later = await this.#open(this.#isGone ? [] : WAITS_MS);
    this.#isLater = true;
    return later;
  }

  /** The snapshot that is shared; opened anew where that has failed. */
  async #opened(): Promise<SourceSnapshot> {
    this.#first ??= this.#open([], this.#wanted);
    try {
      const first = await this.#first;
      this.#consistency ??= first.consistency;
      return first;
    } catch (error) {
      this.#first = undefined;
      throw error;
    }
  }

  /** A server that does not come back is waited for once in a run, whatever the number of tables. */
  async #open(waitsMs: readonly number[], readers = 1): Promise<SourceSnapshot> {
    const signal = this.#signal;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#source.open({ signal, readers });
      } catch (error) {
        const waitMs = waitsMs[attempt];
        if (!isAway(error)) throw error;
        if (waitMs === undefined) {
          this.#isGone = waitsMs.length > 0;
          throw error;
        }
        await sleep(waitMs, signal);
      }
    }
  }
}

function isAway(error: unknown): boolean {
  return ["CONNECTION_REFUSED", "CONNECTION_LOST"].some((code) => isCloudApiError(error, code));
}
