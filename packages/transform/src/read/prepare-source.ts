import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isCloudApiError } from "@cloudapi/core";
import { type Source } from "@cloudapi/records";
import { byteChunks } from "@cloudapi/records/internal";
import type { SourceIdentity } from "../manifest/manifest.ts";
import { fileError, StorageError } from "../storage-error.ts";
import { sourceIdentity } from "../write/source-identity.ts";
import { fileSource } from "./file-source.ts";
import { isIdentified } from "./identified-source.ts";

/** A source that is ready to be read, under a name. */
export interface PreparedSource extends SourceIdentity {
  readonly source: Source;
  /** Removes what preparing left on disk. */
  readonly release: () => Promise<void>;
}

const NOTHING = (): Promise<void> => Promise.resolve();

/**
 * Give a source its name: the caller's, its own, or the hash of its content. A stream without a name is
 * written to a temporary file first, since its hash is known only at its end.
 */
export async function prepareSource(
  source: Source,
  sourceId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<PreparedSource> {
  if (sourceId !== undefined) return prepared(sourceId, guarded(source, sourceId));
  if (isIdentified(source)) return prepared(source.sourceId, guarded(source, source.sourceId));
  if (typeof source === "string" || source instanceof Uint8Array) {
    return prepared(contentId(createHash("sha256").update(source).digest("hex")), source);
  }
  return spool(source, signal);
}

function prepared(sourceId: string, source: Source, release = NOTHING): PreparedSource {
  return { ...sourceIdentity(sourceId), source, release };
}

function contentId(hash: string): string {
  return `sha256:${hash}`;
}

async function spool(source: Source, signal: AbortSignal | undefined): Promise<PreparedSource> {
  const path = join(tmpdir(), `cloudapi-source-${randomUUID()}`);
  const release = () => rm(path, { force: true });
  const hash = createHash("sha256");
  try {
    await pipeline(
      hashed(byteChunks(guarded(source, "stream"), signal), hash),
      createWriteStream(path, { flags: "wx", mode: 0o600 }),
    );
  } catch (error) {
    await release();
    throw isFileFault(error, path) ? fileError("write", path, error) : error;
  }
  return prepared(contentId(hash.digest("hex")), fileSource(path), release);
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

function isFileFault(error: unknown, path: string): boolean {
  return !isCloudApiError(error) && (error as { path?: string }).path === path;
}

/** The same source; what it throws becomes a {@link StorageError}. */
function guarded(source: Source, sourceId: string): Source {
  const isIterable =
    typeof source === "object" && source !== null && Symbol.asyncIterator in source;
  return isIterable && !(source instanceof Uint8Array)
    ? guardedChunks(source as AsyncIterable<Uint8Array>, sourceId)
    : source;
}

async function* guardedChunks(
  source: AsyncIterable<Uint8Array>,
  sourceId: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    if (isCloudApiError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageError(
      "SOURCE_READ_FAILED",
      `The source ${sourceId} could not be read to its end: ${reason}. Nothing was published; run again.`,
      sourceId,
      { cause: error },
    );
  }
}
