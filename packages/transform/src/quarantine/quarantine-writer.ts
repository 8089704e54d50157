import type { Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { LineBytes } from "@cloudapi/records/internal";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import { type AppendLine, KeptRows } from "./kept-rows.ts";

const FLUSH_BYTES = 1_048_576;
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
  readonly #kept: KeptRows;
  readonly #lines = new LineBytes();
  #writer: ObjectWriter | undefined;

  constructor(place: QuarantinePlace) {
    this.#place = place;
    this.#kept = new KeptRows(place.maxBytes);
    this.key = quarantineKey(place);
  }

  get rows(): number {
    return this.#kept.rows;
  }

  get rowsNotKept(): number {
    return this.#kept.rowsNotKept;
  }

  /** Keep a row, while the rows kept before leave room for it; `append` appends its line. */
  add(append: AppendLine): void {
    if (this.#kept.keep(this.#lines, append) && this.#lines.length >= FLUSH_BYTES) this.#flush();
  }

  settle(): Promise<void> {
    return this.#inFlight.settle();
  }

  /** Write what is left; the pending object, when a rejected row was kept at all. */
  async finish(): Promise<ObjectWriter | undefined> {
    if (this.#lines.length > 0) this.#flush();
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
    this.#inFlight.write(this.#writer, this.#lines.take());
  }
}

/** Where the rejected rows of a source are. */
export function quarantineKey({
  dataset,
  sourceHash,
  sink,
  dataSink,
}: Pick<QuarantinePlace, "sourceHash" | "sink" | "dataSink"> & {
  readonly dataset: Pick<Dataset, "name">;
}): string {
  const folder = isWithin(sink.location, dataSink.location) ? HIDDEN_FOLDER : "";
  return `${sink.prefix}${folder}${dataset.name}/${sourceHash}.ndjson`;
}

/** Whether a location is another one, or lies below it: `lake/bad` in `lake`, but not `lake-bad`. */
export function isWithin(location: string, outer: string): boolean {
  return withSlash(location).startsWith(withSlash(outer));
}

function withSlash(location: string): string {
  return `${location.replaceAll("\\", "/").replace(/\/$/, "")}/`;
}
