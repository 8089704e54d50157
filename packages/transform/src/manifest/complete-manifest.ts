import { forEachConcurrently } from "@cloudapi/core/internal";
import type { ObjectWriter } from "../sink/object-writer.ts";
import { sameBytes } from "../sink/same-bytes.ts";
import type { Sink } from "../sink/sink.ts";
import { symlinkMark } from "../symlinks/symlink-manifest.ts";
import { updateSymlinks } from "../symlinks/update-symlinks.ts";
import type { ClosedFile } from "../write/data-file.ts";
import type { Manifest } from "./manifest.ts";
import { manifestBytes, type Publication } from "./publication.ts";
import {
  beginReplacement,
  finishReplacement,
  type ManifestPlace,
  replaceSideObject,
} from "./write-manifest.ts";

const CONCURRENCY = 8;

export function manifestPlace(publication: Publication): ManifestPlace {
  const { sink, dataset, report } = publication;
  return { sink, contract: dataset, key: report.manifestKey };
}

/** Put a manifest in the place of the expected one; whether that one was there. */
export function replaceManifest(
  place: ManifestPlace,
  expected: Uint8Array | undefined,
  bytes: Uint8Array,
): Promise<boolean> {
  return replaceSideObject({ ...place, bytes }, expected);
}

/**
 * Make data files and the rejected rows visible. The latter have one key whatever the generation: they are left alone when the
 * manifest is no longer the given one.
 */
export async function publishFiles(
  { sink, report, quarantine }: Publication,
  files: readonly ClosedFile[],
  manifest: Uint8Array | undefined,
): Promise<void> {
  await forEachConcurrently(files, { concurrency: CONCURRENCY }, ({ writer }) => writer.publish());
  if (quarantine.writer === undefined) return;
  if (sameBytes(await sink.read(report.manifestKey), manifest)) await quarantine.writer.publish();
}

/** Where the rejected rows of a source are. */
export interface RejectedPlace {
  readonly sink: Sink;
  readonly key: string;
}

/** A manifest for another. */
interface ManifestChange {
  readonly expected: Uint8Array | undefined;
  readonly manifest: Manifest;
  /** Its object, where that was begun before. */
  readonly begun?: ObjectWriter | undefined;
}

/**
 * Begin the manifest that a run ends with, before anything of the run is visible: a sink that puts up something for objects that are
 * pending, as a folder does, needs to do so once.
 */
export function beginManifest(publication: Publication, manifest: Manifest): ObjectWriter {
  return beginReplacement({ ...manifestPlace(publication), bytes: manifestBytes(manifest) });
}

/**
 * Point to what is published now, also in symlink manifests, and remove what it makes obsolete: readers that list see the new files before the old
 * ones go.
 *
 * @param rejected the rows that the run before had rejected, when they are to go
 * @returns false when the manifest is not the expected one
 */
export async function completeManifest(
  place: ManifestPlace,
  change: ManifestChange,
  rejected: RejectedPlace | undefined,
): Promise<boolean> {
  const { expected, manifest } = change;
  const { obsolete } = manifest;
  const bytes = manifestBytes(manifest);
  const begun = change.begun ?? beginReplacement({ ...place, bytes });
  if (!(await finishReplacement(begun, expected))) return false;
  // Asked for only now: writeSymlinks sets the mark before it looks at manifests, so that one of both sees the other.
  if ((await place.sink.read(symlinkMark(place.sink, place.contract.name))) !== undefined)
    await updateSymlinks(place, manifest, bytes);
  if (obsolete.length > 0) await place.sink.remove(obsolete);
  // A later run may have rejected rows by now.
  if (rejected !== undefined && sameBytes(await place.sink.read(place.key), bytes))
    await rejected.sink.remove([rejected.key]);
  // Whoever changed it meanwhile knows what was obsolete.
  if (obsolete.length > 0)
    await replaceManifest(place, bytes, manifestBytes({ ...manifest, obsolete: [] }));
  return true;
}

/** The same for a run, whose rejected rows replace those of the run before. */
export function completeRun(publication: Publication, change: ManifestChange): Promise<boolean> {
  const { quarantine, previous } = publication;
  const isLeft = quarantine.writer === undefined && previous.hadQuarantine;
  return completeManifest(manifestPlace(publication), change, isLeft ? quarantine : undefined);
}
