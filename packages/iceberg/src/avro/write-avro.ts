import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { AvroBytes } from "./avro-bytes.ts";
import type { AvroRecord } from "./avro-schema.ts";
import { valueWriter } from "./write-value.ts";

const MAGIC = Uint8Array.of(0x4f, 0x62, 0x6a, 0x01);
const SYNC_BYTES = 16;
/** Records in a block; a reader holds one block at a time. */
const BLOCK_RECORDS = 4000;

/** What an Avro file is to hold. */
export interface AvroContent {
  readonly schema: AvroRecord;
  /** What its header says beside the schema. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** An Avro file (Avro specification, Object Container Files), compressed with deflate; the same bytes for the same content. */
export function writeAvro({ schema, metadata, records }: AvroContent): Uint8Array {
  const header = { ...metadata, "avro.schema": JSON.stringify(schema), "avro.codec": "deflate" };
  const blocks = blocksOf(schema, records);
  const sync = syncOf(header, blocks);
  const out = new AvroBytes();
  out.raw(MAGIC);
  const entries = Object.entries(header);
  out.long(entries.length);
  for (const [key, value] of entries) {
    out.text(key);
    out.text(value);
  }
  out.long(0);
  out.raw(sync);
  for (const { count, bytes } of blocks) {
    out.long(count);
    out.sized(bytes);
    out.raw(sync);
  }
  return out.bytes();
}

interface Block {
  readonly count: number;
  readonly bytes: Uint8Array;
}

function blocksOf(schema: AvroRecord, records: AvroContent["records"]): Block[] {
  const write = valueWriter(schema);
  const blocks: Block[] = [];
  for (let start = 0; start < records.length; start += BLOCK_RECORDS) {
    const inBlock = records.slice(start, start + BLOCK_RECORDS);
    const out = new AvroBytes();
    for (const record of inBlock) write(out, record);
    blocks.push({ count: inBlock.length, bytes: deflateRawSync(out.bytes()) });
  }
  return blocks;
}

/** The marker between blocks, which should be in no block by chance: a digest of the file. */
function syncOf(header: object, blocks: readonly Block[]): Uint8Array {
  const hash = createHash("sha256").update(JSON.stringify(header));
  for (const { bytes } of blocks) hash.update(bytes);
  return hash.digest().subarray(0, SYNC_BYTES);
}
