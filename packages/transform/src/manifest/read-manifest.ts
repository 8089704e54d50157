import { basename } from "node:path/posix";
import type { CloudApiError } from "@cloudapi/core";
import * as z from "zod";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { invalidManifest } from "./invalid-manifest.ts";
import type {
  Manifest,
  PublishedBefore,
  ReplacedFiles,
  SourceIdentity,
  TakenFiles,
  WrittenObject,
} from "./manifest.ts";

/** A manifest as it was found; what older ones don't have is filled in. */
export type StoredManifest = Pick<
  Manifest,
  "state" | "sourceId" | "generation" | "digest" | "objects" | "obsolete" | "quarantine"
> & {
  readonly taken: readonly TakenFiles[];
  readonly takeover?: string | undefined;
  readonly replaces: readonly ReplacedFiles[];
  readonly isSettled?: boolean | undefined;
  readonly sourceVersion?: string | undefined;
  readonly at?: string | undefined;
  readonly rowsWritten?: number | undefined;
  readonly before: PublishedBefore;
};

/** What an earlier run over the same source left. */
export interface PreviousRun {
  /** The manifest as it was found, or `undefined` when there was none. */
  readonly bytes: Uint8Array | undefined;
  readonly manifest: StoredManifest | undefined;
  /** The last generation that was begun; 0 before the first. */
  readonly generation: number;
  /** Data objects that may be visible. */
  readonly keys: ReadonlySet<string>;
  /** The source's data. */
  readonly published: PublishedBefore;
  readonly hadQuarantine: boolean;
  /** Rows of the source that readers may see. */
  readonly rowsWritten: number;
}

/** The run that is about to replace it. */
export interface RunIdentity extends SourceIdentity {
  readonly dataset: string;
}

/**
 * Read what an earlier run over the same source wrote.
 *
 * @throws {CloudApiError} `INVALID_MANIFEST` when the manifest is not one of ours, or of another source
 */
export async function readManifest(
  sink: Sink,
  identity: RunIdentity,
  options: SinkOptions,
): Promise<PreviousRun> {
  const key = manifestKey(sink, identity);
  const bytes = await sink.read(key, options);
  return previousRun(sink, identity, bytes);
}

/**
 * What the manifest of a source says, or what it means that there is none.
 *
 * @throws {CloudApiError} `INVALID_MANIFEST` when it is not one of ours, or of another source
 */
export function previousRun(
  sink: Sink,
  identity: RunIdentity,
  bytes: Uint8Array | undefined,
): PreviousRun {
  if (bytes === undefined) return NO_RUN;
  const key = manifestKey(sink, identity);
  const found = parseManifest(bytes, key);
  if (found.sourceVersion !== identity.sourceVersion)
    throw invalid(key, `it belongs to another version of the source ${found.sourceId}`);
  if (found.sourceId !== identity.sourceId)
    throw invalid(key, `it belongs to the source ${found.sourceId}, not to ${identity.sourceId}`);
  const isOurs = keyTest(sink, identity);
  const objects = found.objects.filter((object) => isOurs(object.key));
  const before = {
    ...found.before,
    objects: found.before.objects.filter((each) => isOurs(each.key)),
  };
  const obsolete = found.obsolete.filter(isOurs);
  const manifest = { ...found, objects, before, obsolete };
  const keys = new Set([...objects, ...before.objects].map((object) => object.key));
  for (const key of obsolete) keys.add(key);
  return {
    bytes,
    manifest,
    generation: found.generation,
    keys,
    published: publishedOf(manifest),
    // Until all is removed that is obsolete, those of the run before may be there.
    hadQuarantine:
      found.state !== "published" || [...found.obsolete, ...found.quarantine].length > 0,
    rowsWritten: keys.size === 0 ? 0 : rowsSeen(manifest, keys.size),
  };
}

const NONE: PublishedBefore = { objects: [], rowsWritten: 0 };
const NO_RUN: PreviousRun = {
  bytes: undefined,
  manifest: undefined,
  generation: 0,
  keys: new Set(),
  published: NONE,
  hadQuarantine: false,
  rowsWritten: 0,
};

/** The data of a source: of a run that is still publishing, or was killed, what was there before. */
export function publishedOf({
  state,
  objects,
  before,
  rowsWritten,
}: StoredManifest): PublishedBefore {
  return state === "published" ? { objects, rowsWritten: rowsWritten ?? objects.length } : before;
}

function rowsSeen({ state, before, rowsWritten = 0 }: StoredManifest, keys: number): number {
  if (state === "published") return rowsWritten || keys;
  return state === "aborted" ? before.rowsWritten : Math.max(rowsWritten, before.rowsWritten);
}

/** Where the manifest of a source is. */
export function manifestKey(sink: Sink, { dataset, sourceHash }: RunIdentity): string {
  return `${manifestFolder(sink, dataset)}${sourceHash}.json`;
}

/** Where the manifests of all sources of a dataset are. */
export function manifestFolder({ prefix }: Sink, dataset: string): string {
  return `${prefix}_manifests/${dataset}/`;
}

/** What the manifest of another source says: its name, and the keys that it answers for. */
export function readOther(
  bytes: Uint8Array,
  key: string,
): { readonly sourceId: string; readonly keys: ReadonlySet<string> } {
  const { state, sourceId, objects, before, obsolete } = parseManifest(bytes, key);
  const visible = state === "aborted" ? before.objects : [...objects, ...before.objects];
  return { sourceId, keys: new Set([...visible.map((object) => object.key), ...obsolete]) };
}

/** A folder that a partition may be: none that is hidden, or resolves to another, or is one of our own. */
const FOLDER = "(?:(?![._])|_\\w*=)[^/\\p{Cc}]+";

/** Matches the keys of a dataset's data objects below the prefix, of all contracts and sources or of one. */
export function dataKeyPattern({
  dataset,
  contractHash,
  sourceHash = "[0-9a-f]{16}",
}: {
  readonly dataset: string;
  readonly contractHash?: string;
  readonly sourceHash?: string;
}): RegExp {
  const contract = contractHash?.slice(0, 8) ?? "[0-9a-f]{8}";
  return new RegExp(
    `^(?:${FOLDER}/)*${dataset}-${contract}-${sourceHash}(?:-g\\d+)?-\\d+\\.parquet$`,
    "u",
  );
}

/** @throws {CloudApiError} `INVALID_MANIFEST` when it is not one of ours */
export function parseManifest(bytes: Uint8Array, key: string): StoredManifest {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const { before, ...found } = known().parse(JSON.parse(text));
    const digest = isInPlace(found.state, before) ? "" : found.digest;
    return movedHere({ ...found, before: before ?? NONE, digest }, key);
  } catch (error) {
    throw invalid(key, "it can't be read", error);
  }
}

/** The manifest with the keys that its objects have where it lies: a table may have been copied to another prefix, manifests and all. */
function movedHere(found: StoredManifest, manifestKey: string): StoredManifest {
  const prefix = manifestKey.slice(0, manifestKey.lastIndexOf("_manifests/"));
  const roots = new Set<string>();
  function here(object: WrittenObject): WrittenObject {
    const { key, partition } = object;
    const tail = partition + basename(key);
    const root = key.slice(0, key.length - tail.length);
    const isMoved = partition === "" ? !key.startsWith(prefix) : root !== prefix;
    if (!isMoved || root + tail !== key) return object;
    roots.add(root);
    return { ...object, key: prefix + tail };
  }
  const objects = found.objects.map(here);
  const before = { ...found.before, objects: found.before.objects.map(here) };
  const obsolete = found.obsolete.map((key) => {
    const root = [...roots].find((each) => key.startsWith(each));
    return root === undefined ? key : prefix + key.slice(root.length);
  });
  const moved = roots.size === 0 ? found : { ...found, objects, before, obsolete };
  return { ...moved, ...takeoversHere(found, prefix) };
}

/** The same of what says that files are part of others, with the place of each manifest that it names. */
function takeoversHere({ taken, replaces }: StoredManifest, prefix: string) {
  const here = (manifest: string, keys: readonly string[]) => {
    const root = manifest.slice(0, Math.max(0, manifest.lastIndexOf("_manifests/")));
    const inPlace = (key: string) => (key.startsWith(root) ? prefix + key.slice(root.length) : key);
    return { manifest: inPlace(manifest), keys: keys.map(inPlace) };
  };
  return {
    taken: taken.map((mark) => {
      const { manifest, keys } = here(mark.by, mark.keys);
      return { ...mark, by: manifest, keys };
    }),
    replaces: replaces.map(({ manifest, keys }) => here(manifest, keys)),
  };
}

/**
 * Whether a claim is of a version that overwrote keys in place, and didn't say what was published before: what is visible under
 * its keys may be of either run.
 */
export function isInPlace(
  state: Manifest["state"] | undefined,
  before: PublishedBefore | undefined,
): boolean {
  return state === "publishing" && before === undefined;
}

let compiled: ReturnType<typeof schema> | undefined;

/** The schema, made once: that costs more than what it reads. */
function known(): ReturnType<typeof schema> {
  compiled ??= schema();
  return compiled;
}

function schema() {
  const count = z.number().int().nonnegative();
  const object = z.object({
    key: z.string(),
    partition: z.string().default(""),
    rows: count.default(0),
    sizeBytes: count.default(0),
  });
  return z.object({
    version: z.literal(1),
    state: z.enum(["publishing", "published", "aborted"]).default("published"),
    sourceId: z.string(),
    sourceVersion: z.string().optional(),
    generation: count.default(1),
    objects: z.array(object),
    before: z.object({ objects: z.array(object), rowsWritten: count }).optional(),
    obsolete: z.array(z.string()),
    quarantine: z.array(object.omit({ partition: true })),
    digest: z.string().default(""),
    at: z.string().optional(),
    rowsWritten: count.optional(),
    taken: z
      .array(
        z.object({
          by: z.string(),
          takeover: z.string(),
          keys: z.array(z.string()),
          isDone: z.boolean(),
          isGone: z.boolean().optional(),
          isOwn: z.boolean().optional(),
          isPast: z.boolean().optional(),
        }),
      )
      .default([]),
    takeover: z.string().optional(),
    replaces: z.array(z.object({ manifest: z.string(), keys: z.array(z.string()) })).default([]),
    isSettled: z.boolean().optional(),
  });
}

/** A manifest is a file that others can write: only keys that a run over this source makes are ever removed. */
function keyTest({ prefix }: Sink, { dataset, sourceHash }: RunIdentity): (key: string) => boolean {
  const name = dataKeyPattern({ dataset, sourceHash });
  return (key) => key.startsWith(prefix) && name.test(key.slice(prefix.length));
}

function invalid(key: string, reason: string, cause?: unknown): CloudApiError {
  return invalidManifest(
    `The manifest ${key} does not say what an earlier run wrote: ${reason}. Nothing was written. Remove the data objects of this source, whose names contain -${basename(key, ".json")}-, and the manifest, then run again.`,
    cause,
  );
}
