import { basename } from "node:path/posix";
import type { CloudApiError } from "@cloudapi/core";
import * as z from "zod";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { invalidManifest } from "./invalid-manifest.ts";
import type { SourceIdentity } from "./manifest.ts";

/** The part of a manifest that the next run needs. */
export interface PreviousRun {
  /** The manifest as it was found, or `undefined` when there was none. */
  readonly bytes: Uint8Array | undefined;
  /** Data objects that may be visible. */
  readonly keys: ReadonlySet<string>;
  readonly hadQuarantine: boolean;
  /** Rows that it wrote. */
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
  if (bytes === undefined) return { bytes, keys: new Set(), hadQuarantine: false, rowsWritten: 0 };
  const { sourceId, objects, obsolete, quarantine, rowsWritten } = parse(bytes, key);
  if (sourceId !== identity.sourceId)
    throw invalid(key, `it belongs to the source ${sourceId}, not to ${identity.sourceId}`);
  const isOurs = keyTest(sink, identity);
  const keys = [...objects.map((object) => object.key), ...obsolete].filter(isOurs);
  return {
    bytes,
    keys: new Set(keys),
    hadQuarantine: quarantine.length > 0,
    rowsWritten: keys.length === 0 ? 0 : (rowsWritten ?? keys.length),
  };
}

/** Where the manifest of a source is. */
export function manifestKey(sink: Sink, { dataset, sourceHash }: RunIdentity): string {
  return `${manifestFolder(sink, dataset)}${sourceHash}.json`;
}

/** Where the manifests of all sources of a dataset are. */
export function manifestFolder({ prefix }: Sink, dataset: string): string {
  return `${prefix}_manifests/${dataset}/`;
}

/** What the manifest of another run says: its source, the keys it answers for, and the digest of its objects. */
export function readOther(
  bytes: Uint8Array,
  key: string,
): {
  readonly sourceId: string;
  readonly keys: ReadonlySet<string>;
  readonly digest: string | undefined;
} {
  const { sourceId, objects, obsolete, digest } = parse(bytes, key);
  return { sourceId, keys: new Set([...objects.map((object) => object.key), ...obsolete]), digest };
}

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
    `^(?:(?:[a-z]+=)?[0-9-]+/)*${dataset}-${contract}-${sourceHash}-\\d+\\.parquet$`,
  );
}

function parse(bytes: Uint8Array, key: string) {
  try {
    return schema().parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    throw invalid(key, "it can't be read", error);
  }
}

function schema() {
  return z.object({
    version: z.literal(1),
    sourceId: z.string(),
    objects: z.array(z.object({ key: z.string() })),
    obsolete: z.array(z.string()),
    quarantine: z.array(z.object({ key: z.string() })),
    digest: z.string().optional(),
    rowsWritten: z.number().optional(),
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
