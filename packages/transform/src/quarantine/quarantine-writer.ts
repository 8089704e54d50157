import type { Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { LineBytes } from "@cloudapi/records/internal";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import { type AppendLine, inStretches, KeptRows, type ManyRows } from "./kept-rows.ts";
import { isVersionOf } from "./rejected-name.ts";

const FLUSH_BYTES = 1_048_576;
/** As much memory is used again. */
const MOST_SPARE_BYTES = 4_194_304;
/** Keeps the rows out of the table when they lie under its prefix; a place of their own needs no such folder. */
const HIDDEN_FOLDER = "_quarantine/";

/** Where rejected rows go, and how many of them. */
export interface QuarantinePlace {
  readonly dataset: Dataset;
  /** The name of the object, as {@link rejectedName} makes it. */
  readonly name: string;
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
  readonly name: string;
  readonly #kept: KeptRows;
  readonly #lines = new LineBytes();
  #writer: ObjectWriter | undefined;
  /** The last bytes that are being written. */
  #written: Buffer<ArrayBuffer> | undefined;
  /** Memory for others. */
  #spare: Buffer<ArrayBuffer> | undefined;

  constructor(place: QuarantinePlace) {
    this.#place = place;
    this.#kept = new KeptRows(place.maxBytes);
    this.key = quarantineKey(place);
    this.name = place.name;
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

  /** The same for rows one behind the other. */
  addAll(rows: ManyRows): void {
    for (const some of inStretches(rows)) {
      this.#kept.keepAll(this.#lines, some);
      if (this.#lines.length >= FLUSH_BYTES) this.#flush();
    }
  }

  /** Wait for the writes under way, if there are any. */
  settle(): Promise<void> | undefined {
    const settling = this.#inFlight.settle();
    return settling && this.#settled(settling);
  }

  async #settled(settling: Promise<void>): Promise<void> {
    await settling;
    const { buffer } = this.#written ?? {};
    const isSpare = this.#writer?.releasesBytes === true && buffer !== undefined;
    if (isSpare && buffer.byteLength <= MOST_SPARE_BYTES) this.#spare = Buffer.from(buffer);
    this.#written = undefined;
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
    this.#written = this.#lines.take(this.#spare);
    this.#spare = undefined;
    this.#inFlight.write(this.#writer, this.#written);
  }
}

type Kept = Pick<QuarantinePlace, "sink" | "dataSink"> & {
  readonly dataset: Pick<Dataset, "name">;
};

const EXTENSION = ".ndjson";

/** Where the rejected rows of a run are. */
export function quarantineKey(kept: Kept & Pick<QuarantinePlace, "name">): string {
  return `${quarantineFolder(kept)}${kept.name}${EXTENSION}`;
}

/** Where the rejected rows of a source are, of whatever versions of it. */
export async function quarantineKeys(kept: Kept, sourceHash: string): Promise<string[]> {
  const folder = quarantineFolder(kept);
  const keys = [quarantineKey({ ...kept, name: sourceHash })];
  for await (const key of kept.sink.list(folder))
    if (
      key.endsWith(EXTENSION) &&
      isVersionOf(sourceHash, key.slice(folder.length, -EXTENSION.length))
    )
      keys.push(key);
  return keys;
}

function quarantineFolder({ dataset, sink, dataSink }: Kept): string {
  const folder = isWithin(sink.location, dataSink.location) ? HIDDEN_FOLDER : "";
  return `${sink.prefix}${folder}${dataset.name}/`;
}

/** Whether a location is another one, or lies below it: `lake/bad` in `lake`, but not `lake-bad`. */
export function isWithin(location: string, outer: string): boolean {
  return withSlash(location).startsWith(withSlash(outer));
}

function withSlash(location: string): string {
  return `${location.replaceAll("\\", "/").replace(/\/$/, "")}/`;
}
