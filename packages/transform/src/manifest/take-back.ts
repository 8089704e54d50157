import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { manifestPlace, replaceManifest } from "./complete-manifest.ts";
import type { Manifest } from "./manifest.ts";
import { manifestBytes, type Publication } from "./publication.ts";
import { type PreviousRun, previousRun } from "./read-manifest.ts";
import type { ManifestPlace } from "./write-manifest.ts";

/** Looks at a manifest that others are changing. */
const LOOKS = 20;
const WAIT_MS = 50;

/** A claim that was made. */
export interface Claim {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** What is to be there once it is taken back. */
  readonly before: Uint8Array;
}

/**
 * Remove what a run that failed has made visible, and leave the source as it was. The claim is withdrawn first, so that no
 * other run over the same content brings it to its end meanwhile.
 */
export async function takeBack(publication: Publication, claim: Claim): Promise<void> {
  const { manifest, before } = claim;
  const keys = manifest.objects.map(({ key }) => key);
  const withdrawn = manifestBytes({ ...manifest, run: randomUUID(), digest: "" });
  const place = manifestPlace(publication);
  if (!(await replaceManifest(place, claim.bytes, withdrawn))) {
    await removeStrays(publication, manifest.digest, keys);
    return;
  }
  await publication.sink.remove(keys);
  await replaceManifest(place, withdrawn, before);
}

/** As it was; that the generation was begun is remembered. Of a first run stays what it would have published, for the next one. */
export function restored({ bytes }: PreviousRun, claim: Manifest): Uint8Array {
  if (bytes !== undefined) {
    const found = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
    return manifestBytes({ ...found, generation: claim.generation });
  }
  const { run: _, at: __, ...aborted } = claim;
  return manifestBytes({ ...aborted, state: "aborted" });
}

/** The manifest of a run that was taken back, as another than it was: who looked at it before sees that its files may have gone. */
export function abortedAgain(bytes: Uint8Array): Uint8Array {
  const found = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
  return manifestBytes({ ...found, run: randomUUID() });
}

/** Another run's manifest is there: what it doesn't name is nobody's, unless it is of a run over the same content. */
export async function removeStrays(
  publication: Publication,
  digest: string,
  keys: readonly string[],
): Promise<void> {
  const { sink, dataset, source, report } = publication;
  for (let looks = 0; looks < LOOKS; looks++) {
    const bytes = await sink.read(report.manifestKey);
    const { manifest } = previousRun(sink, { dataset: dataset.name, ...source }, bytes);
    const before = manifest?.before.objects ?? [];
    if (bytes !== undefined && manifest?.state === "aborted" && manifest.digest === digest) {
      const whole = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
      const strays = without(keys, before);
      if (await removeTakenBack(manifestPlace(publication), { whole, bytes }, strays)) return;
    } else if (manifest?.state === "publishing" && manifest.digest === "") {
      await sleep(WAIT_MS);
    } else {
      // Of the same content that was put together with that of others meanwhile it names none.
      await sink.remove(without(keys, [...(manifest?.objects ?? []), ...before]));
      return;
    }
  }
}

function without(
  keys: readonly string[],
  objects: readonly { readonly key: string }[],
): readonly string[] {
  const named = new Set(objects.map(({ key }) => key));
  return keys.filter((key) => !named.has(key));
}

/**
 * Remove what became visible of a run after it had been taken back. Its manifest is withdrawn meanwhile, so that nobody takes
 * these files for those of a run that goes on.
 *
 * @returns false when the manifest is another by now, and nothing was removed
 */
export async function removeTakenBack(
  place: ManifestPlace,
  { whole, bytes }: { readonly whole: Manifest; readonly bytes: Uint8Array },
  keys: readonly string[],
): Promise<boolean> {
  if (keys.length === 0) return true;
  const withdrawn = manifestBytes({
    ...whole,
    state: "publishing",
    run: randomUUID(),
    at: new Date().toISOString(),
    before: whole.before ?? { objects: [], rowsWritten: 0 },
    digest: "",
  });
  if (!(await replaceManifest(place, bytes, withdrawn))) return false;
  await place.sink.remove(keys);
  await replaceManifest(place, withdrawn, abortedAgain(bytes));
  return true;
}
