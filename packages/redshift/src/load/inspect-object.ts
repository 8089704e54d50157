import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  CONTRACT_METADATA,
  type Dataset,
  defineDataset,
  fileColumns,
  type PartitionValues,
  parsePartitionPath,
} from "@cloudapi/core";
import { headObject, S3Error } from "@cloudapi/s3";
import { patiently, toS3Error } from "@cloudapi/s3/internal";
import { type FileFacts, readFileFacts } from "@cloudapi/transform/internal";
import { RedshiftError } from "../errors/redshift-error.ts";
import { type LoadFile, uriOf } from "./load-file.ts";

/** An object to load. */
export interface LoadObject {
  readonly bucket: string;
  readonly key: string;
}

/** How an object is looked at. */
export interface InspectOptions {
  /** Where the keys of the dataset begin, when columns stand in them; default the start of the key. */
  readonly prefix?: string | undefined;
  /** Hashes of other contracts whose files are loaded, where their columns fit; default none. */
  readonly acceptContracts?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a Parquet file says of itself: its columns in their order, its rows, its contract.
 *
 * @throws {RedshiftError} `NOT_PARQUET`, `CONTRACT_MISMATCH`, `COLUMN_MISMATCH`
 * @throws {S3Error} where the object can't be read
 */
export async function inspectObject(
  s3: S3Client,
  dataset: Dataset,
  object: LoadObject,
  options: InspectOptions,
): Promise<LoadFile> {
  const { signal } = options;
  const { bucket, key } = object;
  const facts = await headObject(s3, { bucket, key }, signal === undefined ? {} : { signal });
  const isVersioned = facts.versionId !== undefined && facts.versionId !== "null";
  const version = isVersioned ? (facts.versionId as string) : facts.etag;
  const metadata = await readMetadata(s3, { ...object, ...facts }, signal);
  const { key_value_metadata: pairs = [], num_rows, schema } = metadata;
  const hash = pairs.find((pair) => pair.key === CONTRACT_METADATA.hashProperty)?.value;
  checkHash(dataset, object, { hash, accepted: options.acceptContracts ?? [] });
  const columns = topLevel(schema);
  const keyValues = checkedColumns(dataset, object, { columns, prefix: options.prefix ?? "" });
  const { sizeBytes } = facts;
  return { bucket, key, version, sizeBytes, rows: Number(num_rows), columns, keyValues };
}

async function readMetadata(
  s3: S3Client,
  {
    bucket,
    key,
    sizeBytes,
    etag,
  }: LoadObject & { readonly sizeBytes: number; readonly etag: string },
  signal: AbortSignal | undefined,
): Promise<FileFacts> {
  const slice = async (start: number, end = sizeBytes): Promise<ArrayBuffer> => {
    const Range = `bytes=${Math.max(0, start)}-${end - 1}`;
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range, IfMatch: etag });
    try {
      const { Body } = await patiently(signal, (options) => s3.send(command, options));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return new Uint8Array(bytes).buffer;
    } catch (error) {
      signal?.throwIfAborted();
      throw toS3Error(error, { operation: "GetObject", bucket, key });
    }
  };
  const uri = uriOf({ bucket, key });
  if (sizeBytes < MIN_BYTES) throw notParquet(uri, `it has ${sizeBytes} bytes`);
  const end = new TextDecoder("latin1").decode(await slice(sizeBytes - 4));
  if (end !== "PAR1") throw notParquet(uri, "it does not end as one");
  try {
    return await readFileFacts({ byteLength: sizeBytes, slice, close: () => Promise.resolve() });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof S3Error) throw error;
    throw notParquet(uri, error instanceof Error ? error.message : String(error));
  }
}

const MIN_BYTES = 12;

function notParquet(uri: string, why: string): RedshiftError {
  return new RedshiftError(
    "NOT_PARQUET",
    `${uri} is no Parquet file: ${why}. Only Parquet is loaded; transform other files first.`,
    { objects: [uri] },
  );
}

/** The hashes of a contract, and of the same columns without event time and partition rule, as raw files have it. */
function hashesOf(dataset: Dataset): readonly string[] {
  const { name, schema, contractHash } = dataset;
  return [contractHash, defineDataset({ name, schema }).contractHash];
}

function checkHash(
  dataset: Dataset,
  object: LoadObject,
  { hash, accepted }: { readonly hash: string | undefined; readonly accepted: readonly string[] },
): void {
  if (hash === undefined || [...hashesOf(dataset), ...accepted].includes(hash)) return;
  const uri = uriOf(object);
  throw new RedshiftError(
    "CONTRACT_MISMATCH",
    `${uri} was written by another contract (${hash}) than "${dataset.name}" has (${dataset.contractHash}). Load it by its own contract, or name its hash in acceptContracts if its columns mean the same.`,
    { objects: [uri] },
  );
}

/** The names of a file's columns, in its order. */
function topLevel(schema: FileFacts["schema"]): string[] {
  const names: string[] = [];
  let skip = 0;
  for (const { name, num_children: children = 0 } of schema.slice(1)) {
    if (skip > 0) skip--;
    else names.push(name);
    skip += children;
  }
  return names;
}

/** The values of columns that stand in the key, where the file's columns are the contract's. */
function checkedColumns(
  dataset: Dataset,
  object: LoadObject,
  { columns, prefix }: { readonly columns: readonly string[]; readonly prefix: string },
): LoadFile["keyValues"] {
  const uri = uriOf(object);
  const inFile = new Set(columns.map((name) => name.toLowerCase()));
  const known = new Set(dataset.columns.map(({ name }) => name.toLowerCase()));
  const unknown = columns.filter((name) => !known.has(name.toLowerCase()));
  const stored = new Set(fileColumns(dataset).map(({ name }) => name));
  const absent = dataset.columns.filter(({ name }) => !inFile.has(name.toLowerCase()));
  const missing = absent.filter(({ name, nullable }) => stored.has(name) && !nullable);
  if (unknown.length > 0 || missing.length > 0 || inFile.size < columns.length)
    throw new RedshiftError(
      "COLUMN_MISMATCH",
      `${uri} does not have the columns of "${dataset.name}": ${[
        ...unknown.map((name) => `${name} is not in the contract`),
        ...missing.map(({ name }) => `${name} is required, and not there`),
        ...(inFile.size < columns.length ? ["a name occurs twice"] : []),
      ].join("; ")}.`,
      { objects: [uri] },
    );
  const inKey = absent.filter(({ name }) => !stored.has(name));
  if (inKey.length === 0) return {};
  const values = partitionValues(dataset, object, prefix);
  return Object.fromEntries(inKey.map(({ name }) => [name, values[name] ?? ""]));
}

function partitionValues(
  dataset: Dataset,
  { bucket, key }: LoadObject,
  prefix: string,
): PartitionValues {
  const values = key.startsWith(prefix)
    ? parsePartitionPath(dataset, key.slice(prefix.length))
    : undefined;
  if (values !== undefined) return values;
  const uri = uriOf({ bucket, key });
  throw new RedshiftError(
    "COLUMN_MISMATCH",
    `${uri} lacks columns that stand in the keys of "${dataset.name}", and its key has none behind "${prefix}". Give the prefix that the dataset's keys begin with.`,
    { objects: [uri] },
  );
}
