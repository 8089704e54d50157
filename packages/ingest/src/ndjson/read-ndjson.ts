import type { Dataset } from "@cloudapi/core";
import type { Sink } from "@cloudapi/transform";
import { IngestError } from "../errors/ingest-error.ts";
import { rowDecoder } from "./row-decoder.ts";

type Row = Record<string, unknown>;

const BATCH_ROWS = 1_000;
const LINE_END = 10;

/** The rows of an object that `writeNdjson` has written; none where there is no such object. */
export async function* readNdjson(
  dataset: Dataset,
  { sink, key }: { readonly sink: Sink; readonly key: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<Row[], void, undefined> {
  const bytes = await sink.read(key, { signal });
  if (bytes === undefined) return;
  const decode = rowDecoder(dataset.columns);
  let batch: Row[] = [];
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const found = bytes.indexOf(LINE_END, start);
    const end = found === -1 ? bytes.length : found;
    batch.push(decode(parseLine(bytes.subarray(start, end), { key, line })));
    start = end + 1;
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function parseLine(
  bytes: Uint8Array,
  { key, line }: { readonly key: string; readonly line: number },
): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  } catch (cause) {
    throw new IngestError(
      "LOADED_OTHERWISE",
      `Line ${line} of ${key} is not JSON, so that it was not written here, and nothing was merged with it. Put back the object as it was from the bucket's versions; or remove it and the table's state, so that the table is loaded anew.`,
      { cause },
    );
  }
}
