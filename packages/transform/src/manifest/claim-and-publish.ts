import { randomUUID } from "node:crypto";
import type { PublishedRun } from "../write/destination.ts";
import { checkContracts } from "./check-contracts.ts";
import {
  beginManifest,
  completeRun,
  manifestPlace,
  publishFiles,
  replaceManifest,
} from "./complete-manifest.ts";
import { contractBytes, contractKey } from "./contract-record.ts";
import type { Manifest } from "./manifest.ts";
import { manifestBytes, manifestFacts, type Publication } from "./publication.ts";
import { restored, takeBack } from "./take-back.ts";
import { writeSideObject } from "./write-manifest.ts";

/**
 * Publish as the source's next generation: first a manifest that claims it, which still points to what was published
 * before, then the data, then the manifest that points to it.
 *
 * The contract is recorded before the claim, and other contracts are looked for after it: of two runs at the same
 * time whose contracts do not go together at least one sees the other.
 *
 * @returns `undefined` when the manifest is not what it was when the run began
 */
export async function claimAndPublish(
  publication: Publication,
  digest: string,
): Promise<PublishedRun | undefined> {
  const { previous, report, files } = publication;
  const manifest = claimOf(publication, digest);
  const claimed = manifestBytes(manifest);
  const claim = { manifest, bytes: claimed, before: restored(previous, manifest) };
  await recordContract(publication);
  if (!(await replaceManifest(manifestPlace(publication), previous.bytes, claimed)))
    return undefined;
  const { objects, generation, obsolete } = manifest;
  const published: Manifest = {
    ...manifestFacts(publication),
    generation,
    state: "published",
    objects,
    digest,
    obsolete,
  };
  const begun = beginManifest(publication, published);
  try {
    if (files.length > 0) await checkContracts(publication);
    await publishFiles(publication, files, claimed);
  } catch (error) {
    await begun.discard().catch(() => undefined);
    await takeBack(publication, claim).catch(() => undefined);
    throw error;
  }
  const change = { expected: claimed, manifest: published, begun };
  if (await completeRun(publication, change)) return { objects: report.objects };
  await takeBack(publication, claim).catch(() => undefined);
  return undefined;
}

function claimOf(publication: Publication, digest: string): Manifest {
  const { previous, report } = publication;
  return {
    ...manifestFacts(publication),
    state: "publishing",
    generation: previous.generation + 1,
    objects: report.objects,
    digest,
    run: randomUUID(),
    at: new Date().toISOString(),
    before: previous.published,
    obsolete: [...previous.keys].sort(),
  };
}

/** A contract without rows is not recorded: nothing has to go together with it. */
export async function recordContract(publication: Publication): Promise<void> {
  const { sink, dataset, isContractKnown, files } = publication;
  if (isContractKnown || files.length === 0) return;
  const [key, bytes] = [contractKey(sink, dataset), contractBytes(dataset)];
  await writeSideObject({ sink, contract: dataset, key, bytes });
}
