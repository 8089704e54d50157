import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import { type RecordFormat, type RejectedRecord } from "@cloudapi/records";
import { quarantineRecord } from "@cloudapi/records/internal";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";

const FLUSH_CHARACTERS = 262_144;
/** Keeps the rows out of the table when they lie under its prefix; a place of their own needs no such folder. */
const HIDDEN_FOLDER = "_quarantine/";

/** Keeps rejected rows as JSON Lines, in one object that begins with the first of them. */
export class QuarantineWriter {
  readonly #dataset: Dataset;
  readonly #sourceId: string;
  readonly #sink: Sink;
  readonly #inFlight = new InFlight();
  readonly key: string;
  #lines = "";
  #writer: ObjectWriter | undefined;
  /** Rows kept. */
  rows = 0;

  constructor(
    dataset: Dataset,
    sink: Sink,
    { sourceId, sourceHash }: { sourceId: string; sourceHash: string },
    dataSink: Sink,
  ) {
    this.#dataset = dataset;
    this.#sourceId = sourceId;
    this.#sink = sink;
    const folder = isWithin(sink.location, dataSink.location) ? HIDDEN_FOLDER : "";
    this.key = `${sink.prefix}${folder}${dataset.name}/${sourceHash}.ndjson`;
  }

  add(record: RejectedRecord, format: RecordFormat): void {
    this.rows++;
    this.#lines += `${JSON.stringify(quarantineRecord(this.#dataset, this.#sourceId, format, record))}\n`;
    if (this.#lines.length >= FLUSH_CHARACTERS) this.#flush();
  }

  settle(): Promise<void> {
    return this.#inFlight.settle();
  }

  /** Write what is left; the pending object, when there is a rejected row at all. */
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
    this.#writer ??= new ObjectWriter(this.#sink, this.key, {
      contentType: "application/x-ndjson",
      metadata: {
        [CONTRACT_METADATA.datasetHeader]: this.#dataset.name,
        [CONTRACT_METADATA.hashHeader]: this.#dataset.contractHash,
      },
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
