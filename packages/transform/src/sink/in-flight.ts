import type { ObjectWriter } from "./object-writer.ts";

/** The writers that have bytes queued. */
export class InFlight {
  readonly #writers = new Set<ObjectWriter>();

  /** Queue bytes of a writer, which calls `released` as `ObjectWriter.write` says. */
  write(writer: ObjectWriter, bytes: Uint8Array, released?: () => void): void {
    writer.write(bytes, released);
    this.#writers.add(writer);
  }

  get count(): number {
    return this.#writers.size;
  }

  /** Wait for all of them, if there are any; rejects with the first failure once all have come to rest. */
  settle(): Promise<void> | undefined {
    return this.#writers.size === 0 ? undefined : this.#settle();
  }

  async #settle(): Promise<void> {
    const results = await Promise.allSettled([...this.#writers].map((writer) => writer.settled()));
    this.#writers.clear();
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}
