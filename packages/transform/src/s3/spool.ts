import { randomUUID } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { concatBytes } from "../rows/concat-bytes.ts";
import { fileError } from "../storage-error.ts";

/** Memory shared by the held bytes of many pending objects; what does not fit goes to temporary files. */
export class SpoolBudget {
  readonly #maxBytes: number;
  #heldBytes = 0;
  #folder: Promise<string> | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Count bytes in; whether they all fit. */
  hold(bytes: number): boolean {
    this.#heldBytes += bytes;
    return this.#heldBytes <= this.#maxBytes;
  }

  release(bytes: number): void {
    this.#heldBytes -= bytes;
  }

  /** A new temporary file's path. */
  async file(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "cloudapi-spool-"));
    return join(await this.#folder, randomUUID());
  }

  /** Remove a file, and the folder with the last one. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
    const isLast = await rmdir(dirname(path)).then(
      () => true,
      () => false,
    );
    if (isLast) this.#folder = undefined;
  }
}

/** Bytes in the order they came, in memory while the budget lasts, then in a temporary file. */
export class Spool {
  readonly #budget: SpoolBudget;
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #path: string | undefined;
  /** Bytes in the spool. */
  sizeBytes = 0;

  constructor(budget: SpoolBudget) {
    this.#budget = budget;
  }

  async add(bytes: Uint8Array): Promise<void> {
    this.#pieces.push(bytes);
    this.#heldBytes += bytes.length;
    this.sizeBytes += bytes.length;
    if (!this.#budget.hold(bytes.length)) await this.#spill();
  }

  /** Everything in the spool; it is empty afterwards. */
  async take(): Promise<Uint8Array> {
    const spilled = this.#path === undefined ? [] : [await readFile(this.#path)];
    const bytes = concatBytes([...spilled, ...this.#pieces]);
    await this.clear();
    return bytes;
  }

  async clear(): Promise<void> {
    this.#forget();
    this.sizeBytes = 0;
    const path = this.#path;
    this.#path = undefined;
    if (path !== undefined) await this.#budget.remove(path);
  }

  async #spill(): Promise<void> {
    const bytes = concatBytes(this.#pieces);
    this.#path ??= await this.#budget.file();
    try {
      await appendFile(this.#path, bytes, { mode: 0o600 });
    } catch (error) {
      throw fileError("write", this.#path, error);
    }
    this.#forget();
  }

  #forget(): void {
    this.#budget.release(this.#heldBytes);
    this.#heldBytes = 0;
    this.#pieces = [];
  }
}
