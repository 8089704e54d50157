import { CloudApiError } from "@cloudapi/core";
import * as z from "zod";
import type { Sink } from "../sink/sink.ts";

/** The part of a manifest that the next run needs. */
export interface PreviousRun {
  /** The manifest as it was found, or `undefined` when there was none. */
  readonly bytes: Uint8Array | undefined;
  /** Data objects that may be visible. */
  readonly keys: ReadonlySet<string>;
  readonly hadQuarantine: boolean;
}

/** The run that is about to replace it. */
export interface RunIdentity {
  readonly dataset: string;
  readonly sourceId: string;
  readonly sourceHash: string;
}

/**
 * Read what an earlier run over the same source wrote.
 *
 * @throws {CloudApiError} `INVALID_MANIFEST` when the manifest is not one of ours, or of another source
 */
export async function readManifest(sink: Sink, identity: RunIdentity): Promise<PreviousRun> {
  const key = manifestKey(sink, identity);
  const bytes = await sink.read(key);
  if (bytes === undefined) return { bytes, keys: new Set(), hadQuarantine: false };
  const { sourceId, objects, obsolete, quarantine } = parse(bytes, key);
  if (sourceId !== identity.sourceId)
    throw invalid(key, `it is of the source ${sourceId}, not of ${identity.sourceId}`);
  const isOurs = keyTest(sink, identity);
  const keys = [...objects.map((object) => object.key), ...obsolete].filter(isOurs);
  return { bytes, keys: new Set(keys), hadQuarantine: quarantine.length > 0 };
}

/** Where the manifest of a source is. */
export function manifestKey(sink: Sink, { dataset, sourceHash }: RunIdentity): string {
  return `${sink.prefix}_manifests/${dataset}/${sourceHash}.json`;
}

/** What a manifest that another run wrote meanwhile says: the keys it answers for, and the digest of its objects. */
export function readOther(
  bytes: Uint8Array,
  key: string,
): { readonly keys: ReadonlySet<string>; readonly digest: string | undefined } {
  const { objects, obsolete, digest } = parse(bytes, key);
  return { keys: new Set([...objects.map((object) => object.key), ...obsolete]), digest };
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
  });
}

/** A manifest is a file that others can write: only keys that a run over this source makes are ever removed. */
function keyTest({ prefix }: Sink, { dataset, sourceHash }: RunIdentity): (key: string) => boolean {
  const name = new RegExp(
    `^(?:(?:[a-z]+=)?[0-9-]+/)*${dataset}-[0-9a-f]{8}-${sourceHash}-\\d+\\.parquet$`,
  );
  return (key) => key.startsWith(prefix) && name.test(key.slice(prefix.length));
}

function invalid(key: string, reason: string, cause?: unknown): CloudApiError {
  return new CloudApiError(
    "INVALID_MANIFEST",
    `The manifest ${key} does not say what an earlier run wrote: ${reason}. Nothing was written. Remove the data objects of this source and the manifest, then run again.`,
    { cause },
  );
}
