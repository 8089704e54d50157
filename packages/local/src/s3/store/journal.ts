import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { CloudApiError } from "@cloudapi/core";
import type { BucketSettings, ObjectVersion, Upload, UploadedPart } from "./records.ts";

/** One change of the store's state; a later entry about the same thing replaces an earlier one. */
export type JournalEntry =
  | {
      readonly op: "bucket";
      readonly bucket: string;
      readonly createdAt: number;
      readonly settings: BucketSettings;
    }
  | { readonly op: "bucket-removed"; readonly bucket: string }
  | {
      readonly op: "versions";
      readonly bucket: string;
      readonly key: string;
      readonly versions: readonly ObjectVersion[];
    }
  | { readonly op: "upload"; readonly bucket: string; readonly upload: StoredUpload }
  | { readonly op: "upload-removed"; readonly bucket: string; readonly uploadId: string };

/** An upload with its parts as a list, for JSON. */
export type StoredUpload = Omit<Upload, "parts"> & { readonly parts: readonly UploadedPart[] };

const FILE = "journal.ndjson";

/**
 * The store's changes on disk, one JSON line each, written in the order they happened. What could not be written, as
 * when the disk is full, goes first the next time: a line is never cut short by one that follows.
 */
export class Journal {
  readonly #file: FileHandle;
  #tail: Promise<unknown> = Promise.resolve();
  #sizeBytes = 0;
  #unwritten = "";

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Read what an earlier run wrote; a last line that was cut off by a crash never happened. */
  static async read(folder: string): Promise<JournalEntry[]> {
    const text = await readFile(join(folder, FILE), "utf8").catch(nothingYet);
    const lines = text.split("\n").slice(0, -1);
    return lines.map((line, i) => parseEntry(line, `${join(folder, FILE)}:${i + 1}`));
  }

  /** Start a fresh journal from the state as it is now, replacing the old file at once. */
  static async start(folder: string, state: Iterable<JournalEntry>): Promise<Journal> {
    const path = join(folder, FILE);
    const journal = new Journal(await open(`${path}.new`, "w"));
    for (const entry of state) await journal.append(entry);
    await rename(`${path}.new`, path);
    return journal;
  }

  /** Append a change; resolves when it is written. */
  append(entry: JournalEntry): Promise<void> {
    this.#unwritten += `${JSON.stringify(entry)}\n`;
    const written = this.#tail.then(() => this.#write());
    this.#tail = written.catch(() => {});
    return written;
  }

  async #write(): Promise<void> {
    const text = this.#unwritten;
    const bytes = Buffer.from(text);
    try {
      for (let done = 0; done < bytes.length; ) {
        const position = this.#sizeBytes + done;
        done += (await this.#file.write(bytes, done, bytes.length - done, position)).bytesWritten;
      }
    } catch (error) {
      await this.#file.truncate(this.#sizeBytes).catch(() => {});
      throw error;
    }
    this.#sizeBytes += bytes.length;
    this.#unwritten = this.#unwritten.slice(text.length);
  }

  async close(): Promise<void> {
    await this.#tail;
    // Whoever asked for these changes was told that they failed.
    await this.#write().catch(() => {});
    await this.#file.close();
  }
}

function parseEntry(line: string, place: string): JournalEntry {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch (cause) {
    throw new CloudApiError(
      "LOCAL_DATA_DIR_CORRUPT",
      `${place} is not a journal entry. Remove the data folder to start anew, or give another dataDir.`,
      { cause },
    );
  }
}

function nothingYet(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}
