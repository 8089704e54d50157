import { createHash, randomUUID } from "node:crypto";
import { type BigIntStats, createWriteStream, statSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isCloudApiError } from "@cloudapi/core";
import { type Source } from "@cloudapi/records";
import {
  byteChunks,
  type ChunkPlace,
  REUSED_CHUNKS,
  type ReusingIterator,
  toCopy,
} from "@cloudapi/records/internal";
import { FileCalls } from "@cloudapi/s3/internal/files";
import type { SourceIdentity } from "../manifest/manifest.ts";
import { fileError, StorageError } from "../storage-error.ts";
import { sourceIdentity } from "../write/source-identity.ts";
import { type FileState, fileChanged, fileSource } from "./file-source.ts";
import { isIdentified } from "./identified-source.ts";

/** A source that is ready to be read, under a name. */
export interface PreparedSource extends SourceIdentity {
  readonly source: Source;
  /** Where its bytes are on disk, if they are. */
  readonly localPath: string | undefined;
  /** What that file was before its version was told by its bytes. */
  readonly localState?: FileState | undefined;
  /** The version of a stream that has been read to its end, where nothing told it before. */
  readonly versionAtEnd?: () => string | undefined;
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
  { sourceId, version, signal, place }: SourceNaming,
): Promise<PreparedSource> {
  const ready = await named(source, sourceId, signal);
  if (place === "nowhere") return ready;
  const isNamed = place === "in its name";
  if (!isNamed && version === undefined && isNamedStream(source, ready)) return watched(ready);
  try {
    const localState = await stateOf(ready.localPath);
    const sourceVersion = version ?? (await versionOf(source, ready, signal));
    const isHash =
      version === undefined && ready.localPath !== undefined && sourceVersion.startsWith(HASH);
    const unchanged = isHash ? { source: ofVersion(ready, sourceVersion), localState } : {};
    const identity = isNamed ? sourceIdentity(ready.sourceId, sourceVersion) : { sourceVersion };
    return { ...ready, ...unchanged, ...identity };
  } catch (error) {
    await ready.release();
    throw error;
  }
}

/** How a source is named. */
export interface SourceNaming {
  readonly sourceId: string | undefined;
  readonly version: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Where its version stands. */
  readonly place: "nowhere" | "in its name" | "beside its name";
}

/** Whether nothing tells the version of a source before it is read. */
function isNamedStream(source: Source, { localPath }: PreparedSource): boolean {
  const isContent = typeof source === "string" || source instanceof Uint8Array;
  return localPath === undefined && !isContent && !(isIdentified(source) && source.version);
}

/** A stream of which the version is known once it has been read. */
function watched(ready: PreparedSource): PreparedSource {
  const hash = createHash("sha256");
  let version: string | undefined;
  async function* read(source: Source): AsyncGenerator<Uint8Array> {
    yield* hashed(byteChunks(source, undefined), hash);
    version = contentId(hash.digest("hex"));
  }
  return { ...ready, source: through(ready.source, read), versionAtEnd: () => version };
}

async function named(
  source: Source,
  sourceId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<PreparedSource> {
  const localPath = isIdentified(source) ? await pathOfFile(source.localPath) : undefined;
  if (sourceId !== undefined) return prepared(sourceId, guarded(source, sourceId), { localPath });
  if (isIdentified(source))
    return prepared(source.sourceId, guarded(source, source.sourceId), { localPath });
  if (typeof source === "string" || source instanceof Uint8Array)
    return prepared(contentId(hashOf(source)), source);
  return spool(source, signal);
}

/** A path, unless what is there can be read only once: a pipe, a socket or a terminal is a stream. */
async function pathOfFile(path: string | undefined): Promise<string | undefined> {
  const stats = await stateOf(path);
  const isStream = stats?.isFIFO() === true || stats?.isSocket() === true;
  return isStream || stats?.isCharacterDevice() === true ? undefined : path;
}

/** What a file is like; what is not there is told by who reads it. */
async function stateOf(path: string | undefined): Promise<BigIntStats | undefined> {
  if (path === undefined) return undefined;
  try {
    return await new FileCalls().make(
      () => statSync(path, { bigint: true, throwIfNoEntry: false }),
      () => stat(path, { bigint: true }),
    );
  } catch {
    return undefined;
  }
}

async function versionOf(
  source: Source,
  { sourceId, localPath }: PreparedSource,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (isIdentified(source) && source.version !== undefined) return source.version(signal);
  if (typeof source === "string" || source instanceof Uint8Array) return contentId(hashOf(source));
  if (localPath === undefined)
    throw new TypeError(
      `transform: mode "append" needs version for the stream ${sourceId}: what tells this version of the source from others, such as an object's version.`,
    );
  const hash = createHash("sha256");
  for await (const chunk of fileSource(localPath)) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return contentId(hash.digest("hex"));
}

function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function prepared(
  sourceId: string,
  source: Source,
  { localPath, release = NOTHING }: Partial<Pick<PreparedSource, "localPath" | "release">> = {},
): PreparedSource {
  return { ...sourceIdentity(sourceId), source, localPath, release };
}

const HASH = "sha256:";

function contentId(hash: string): string {
  return HASH + hash;
}

/** The bytes of a file of which the hash is known: one that grows meanwhile would have rows under a version that it is not. */
function ofVersion(
  { source, localPath = "" }: PreparedSource,
  version: string,
): AsyncIterable<Uint8Array> {
  return through(source, async function* read(chunks) {
    const hash = createHash("sha256");
    yield* hashed(byteChunks(chunks, undefined), hash);
    if (contentId(hash.digest("hex")) !== version) throw fileChanged(localPath);
  });
}

async function spool(source: Source, signal: AbortSignal | undefined): Promise<PreparedSource> {
  const hash = createHash("sha256");
  const chunks = hashed(byteChunks(guarded(source, "stream"), signal), hash);
  const { path, release } = await spoolToFile(chunks);
  const options = { localPath: path, release };
  return prepared(contentId(hash.digest("hex")), fileSource(path), options);
}

/** Bytes in a temporary file, until they are released. */
export interface SpooledFile {
  readonly path: string;
  readonly release: () => Promise<void>;
}

/** Write bytes to a temporary file. */
export async function spoolToFile(chunks: AsyncIterable<Uint8Array>): Promise<SpooledFile> {
  const path = join(tmpdir(), `cloudapi-source-${randomUUID()}`);
  const release = () => rm(path, { force: true });
  try {
    await pipeline(copies(chunks), createWriteStream(path, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    await release();
    throw isFileFault(error, path) ? fileError("write", path, error) : error;
  }
  return { path, release };
}

/** Chunks that stay as they are: who made one may use its memory again for the next, and a stream holds some until they are written. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
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
    ? through(source as AsyncIterable<Uint8Array>, (chunks) => guardedChunks(chunks, sourceId))
    : source;
}

/** What a function makes of a source's chunks, as a source that can be read into the same memory if the first can. */
function through<S extends Source>(
  source: S,
  wrap: (source: S) => AsyncGenerator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const read: ReusingIterator = Object.assign(() => wrap(source), {
    [REUSED_CHUNKS]: (place?: ChunkPlace) => wrap(toCopy(source, place)),
  });
  return { [Symbol.asyncIterator]: read };
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
