import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { corruptDataFolder } from "./corrupt-data-folder.ts";
import { type JournalEntry, parseEntry } from "./journal-entry.ts";

/** The journal's name in a data folder. */
export const JOURNAL_FILE = "journal.ndjson";
const HOLDER_BYTES = 100;

/** A line of the journal: its number from 1, and what it says if it can be read. */
export interface JournalLine {
  readonly number: number;
  readonly entry: JournalEntry | undefined;
}

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

  /**
   * Read what an earlier run wrote; a last line that was cut off by a crash never happened.
   *
   * @throws {CloudApiError} `LOCAL_DATA_DIR_CORRUPT` for a line that is not an entry
   */
  static async read(folder: string): Promise<JournalEntry[]> {
    const lines = await Journal.readLines(folder);
    return lines.map(({ number, entry }) => {
      const place = `${join(folder, JOURNAL_FILE)}:${number}`;
      if (entry === undefined) throw corruptDataFolder(`${place} is not a journal entry`);
      return entry;
    });
  }

  /** The same, line by line, whether a line can be read or not; none when there is no journal. */
  static async readLines(folder: string): Promise<JournalLine[]> {
    const bytes = await readFile(join(folder, JOURNAL_FILE)).catch(nothingYet);
    const lines: JournalLine[] = [];
    for (let start = 0; ; ) {
      const end = bytes.indexOf("\n", start);
      if (end === -1) return lines;
      lines.push({ number: lines.length + 1, entry: parseEntry(bytes.subarray(start, end)) });
      start = end + 1;
    }
  }

  /** Start a fresh journal from the state as it is now, replacing the old file at once. */
  static async start(folder: string, state: Iterable<JournalEntry>): Promise<Journal> {
    const path = join(folder, JOURNAL_FILE);
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

/** The process that opened a journal last, as its first line says, if that runs; it may have closed it again. */
export async function readHolder(folder: string): Promise<number | undefined> {
  const file = await open(join(folder, JOURNAL_FILE)).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HOLDER_BYTES), 0, HOLDER_BYTES, 0);
    const end = buffer.subarray(0, bytesRead).indexOf("\n");
    const entry = parseEntry(buffer.subarray(0, Math.max(end, 0)));
    return entry?.op === "opened" && isRunning(entry.process) ? entry.process : undefined;
  } finally {
    await file.close();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function nothingYet(error: NodeJS.ErrnoException): Buffer {
  if (error.code === "ENOENT") return Buffer.alloc(0);
  throw error;
}
