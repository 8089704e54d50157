import { avroRows } from "./avro-rows.ts";
import { ByteQueue, oneChunk } from "./byte-queue.ts";
import { rowReader } from "./schema-reader.ts";
import { STORED_LEAVES } from "./value-reader.ts";

/** What an Avro file holds, as it is stored. */
export interface AvroFile {
  /** What its header says. */
  readonly metadata: ReadonlyMap<string, Uint8Array>;
  /** Its records: the type long as bigints, bytes as they are, whatever the types mean. */
  readonly records: readonly object[];
}

/**
 * The records of an Avro file in memory.
 *
 * @param readAs the schema to read the file as, from its own: of the same form, with other names
 * @throws {SourceError} `SOURCE_CORRUPT`, `SOURCE_TRUNCATED`, `SOURCE_UNSUPPORTED_FORMAT`
 */
export async function readAvroFile(
  bytes: Uint8Array,
  readAs: (schema: unknown) => unknown = (schema) => schema,
): Promise<AvroFile> {
  let metadata: AvroFile["metadata"] = new Map();
  const records: object[] = [];
  const rows = avroRows(
    new ByteQueue(oneChunk(bytes)),
    { rows: 0, bytesRead: 0 },
    (schema) => rowReader(readAs(schema), STORED_LEAVES),
    (header) => {
      metadata = header;
    },
  );
  for await (const batch of rows) for (const record of batch) records.push(record);
  return { metadata, records };
}
