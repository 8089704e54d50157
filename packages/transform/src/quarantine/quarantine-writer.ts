import { type Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";

const FLUSH_CHARACTERS = 262_144;
/** Keeps the rows out of the table when they lie under its prefix; a place of their own needs no such folder. */
const HIDDEN_FOLDER = "_quarantine/";

/** Where rejected rows go, and how many of them. */
export interface QuarantinePlace {
  readonly dataset: Dataset;
  readonly sourceHash: string;
  readonly sink: Sink;
  /** Where the valid rows go. */
  readonly dataSink: Sink;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** Keeps rejected rows as JSON Lines, in one object that begins with the first of them. */
export class QuarantineWriter {
  readonly #place: QuarantinePlace;
  readonly #inFlight = new InFlight();
  readonly key: string;
  #lines = "";
  #bytes = 0;
  #writer: ObjectWriter | undefined;
  /** Rows kept. */
  rows = 0;
  /** Rows not kept: the first that did not fit, and all after it. */
  rowsNotKept = 0;

  constructor(place: QuarantinePlace) {
    this.#place = place;
    const { dataset, sourceHash, sink, dataSink } = place;
    const folder = isWithin(sink.location, dataSink.location) ? HIDDEN_FOLDER : "";
    this.key = `${sink.prefix}${folder}${dataset.name}/${sourceHash}.ndjson`;
  }

  /** Keep a row, while the rows kept before leave room for it; `row` gives what is kept. */
  add(row: () => object): void {
    const line = this.rowsNotKept === 0 ? `${JSON.stringify(row())}\n` : "";
    const bytes = Buffer.byteLength(line);
    if (this.rowsNotKept > 0 || this.#bytes + bytes > this.#place.maxBytes) {
      this.rowsNotKept++;
      return;
    }
    this.rows++;
    this.#bytes += bytes;
    this.#lines += line;
    if (this.#lines.length >= FLUSH_CHARACTERS) this.#flush();
  }

  settle(): Promise<void> {
    return this.#inFlight.settle();
  }

  /** Write what is left; the pending object, when a rejected row was kept at all. */
  async finish(): Promise<ObjectWriter | undefined> {
    if (this.#lines !== "") this.#flush();
    await this.settle();
    return this.#writer;
  }

  /** The pending object, if one was begun. */
  writers(): ObjectWriter[] {
    return this.#writer === undefined ? [] : [this.#writer];
  }

  #flush(): void {
    const { dataset, sink, signal } = this.#place;
    this.#writer ??= new ObjectWriter({
      sink,
      key: this.key,
      properties: {
        contentType: "application/x-ndjson",
        metadata: contractHeaders(dataset),
      },
      signal,
    });
    this.#inFlight.write(this.#writer, Buffer.from(this.#lines));
    this.#lines = "";
  }
}

/** Whether a location is another one, or lies below it: `lake/bad` in `lake`, but not `lake-bad`. */
function isWithin(location: string, outer: string): boolean {
  return withSlash(location).startsWith(withSlash(outer));
}

function withSlash(location: string): string {
  return `${location.replaceAll("\\", "/").replace(/\/$/, "")}/`;
}
