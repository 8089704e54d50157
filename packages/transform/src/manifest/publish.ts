import { createHash, randomUUID } from "node:crypto";
import { CloudApiError, type Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import { checkContracts } from "./check-contracts.ts";
import { contractBytes, contractKey } from "./contract-record.ts";
import type { Manifest, SourceIdentity, WrittenObject } from "./manifest.ts";
import { type PreviousRun, readOther } from "./read-manifest.ts";

/** Everything that a run wrote and nobody sees yet. */
export interface Publication {
  readonly sink: Sink;
  readonly dataset: Dataset;
  readonly source: SourceIdentity;
  /** Whether the contract is recorded under the prefix already. */
  readonly isContractKnown: boolean;
  readonly manifestKey: string;
  readonly manifest: Omit<Manifest, "state" | "obsolete" | "digest">;
  readonly data: readonly ObjectWriter[];
  readonly quarantine: ObjectWriter | undefined;
  readonly quarantineSink: Sink;
  readonly quarantineKey: string;
  readonly previous: PreviousRun;
}

const CONCURRENCY = 8;

/**
 * Make a run visible: data first, then the manifest, then the removal of what it made obsolete. A manifest
 * that names all that may be visible is written before, so that a run that dies on the way is repaired by the next.
 *
 * The contract is recorded before that manifest, and other contracts are looked for after it: of two runs at the same
 * time whose contracts do not go together at least one sees the other.
 *
 * @throws {CloudApiError} `CONCURRENT_RUN` when another run over the same source has published something else meanwhile
 * @throws {IncompatibleContractError} when another source has since got rows under a contract that is incompatible with this one
 */
export async function publish(publication: Publication): Promise<void> {
  const { sink, manifestKey, previous, quarantine } = publication;
  const manifest = { ...publication.manifest, digest: digestOf(publication) };
  const written = new Set(manifest.objects.map(({ key }) => key));
  const obsolete = [...previous.keys].filter((key) => !written.has(key)).sort();
  const objects = [...manifest.objects, ...obsolete.map(asObject)];
  const claim = bytesOf({ ...manifest, objects, state: "publishing", run: randomUUID(), obsolete });
  await refuseOthers(publication, previous.bytes, manifest.digest);
  await recordContract(publication);
  await writeObject(publication, manifestKey, claim);
  const published: string[] = [];
  try {
    if (publication.data.length > 0) await checkContracts(publication);
    await publishData(publication, published);
    await refuseOthers(publication, claim, manifest.digest);
  } catch (error) {
    await takeBack(publication, published, claim).catch(() => undefined);
    throw error;
  }
  const final: Manifest = { ...manifest, state: "published", obsolete };
  await writeObject(publication, manifestKey, bytesOf(final));
  await sink.remove(obsolete);
  if (quarantine === undefined && previous.hadQuarantine)
    await publication.quarantineSink.remove([publication.quarantineKey]);
  if (obsolete.length > 0)
    await writeObject(publication, manifestKey, bytesOf({ ...final, obsolete: [] }));
}

/** A contract without rows is not recorded: nothing has to go together with it. */
async function recordContract(publication: Publication): Promise<void> {
  const { sink, dataset, isContractKnown, data } = publication;
  if (isContractKnown || data.length === 0) return;
  await writeObject(publication, contractKey(sink, dataset), contractBytes(dataset));
}

function digestOf({ data, quarantine }: Publication): string {
  const hash = createHash("sha256");
  for (const writer of quarantine === undefined ? data : [...data, quarantine])
    hash.update(`${writer.key}\n${writer.digest()}\n`);
  return hash.digest("hex");
}

/** Fail unless the manifest is the one expected here, or of a run that writes the same as this one. */
async function refuseOthers(
  { sink, manifestKey, manifest }: Publication,
  expected: Uint8Array | undefined,
  digest: string,
): Promise<void> {
  const found = await sink.read(manifestKey);
  if (isSame(found, expected)) return;
  if (found !== undefined && readOther(found, manifestKey).digest === digest) return;
  throw new CloudApiError(
    "CONCURRENT_RUN",
    `Another run over the source ${manifest.sourceId} wrote something else to ${sink.location} while this one ran: the manifest ${manifestKey} has changed. ` +
      "Run again when no other run over this source is under way; that puts everything right.",
  );
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

function asObject(key: string): WrittenObject {
  return { key, partition: "", rows: 0, sizeBytes: 0 };
}

/** Publish what a run wrote; the keys that became visible are added to `published`, whatever happens. */
async function publishData({ data, quarantine }: Publication, published: string[]): Promise<void> {
  const waiting = [...data];
  let failure: { readonly error: unknown } | undefined;
  async function work(): Promise<void> {
    for (
      let writer = waiting.shift();
      writer !== undefined && failure === undefined;
      writer = waiting.shift()
    ) {
      try {
        await writer.publish();
        published.push(writer.key);
      } catch (error) {
        failure ??= { error };
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  if (failure !== undefined) throw failure.error;
  await quarantine?.publish();
}

/**
 * Remove what became visible and was not there before, and put the old manifest back. When another run's
 * manifest is there, that run answers for what the manifest names; only the rest is removed.
 */
async function takeBack(
  publication: Publication,
  published: readonly string[],
  claim: Uint8Array,
): Promise<void> {
  const { sink, manifestKey, previous } = publication;
  const found = await sink.read(manifestKey);
  const isOurs = found === undefined || isSame(found, claim);
  const kept = isOurs ? previous.keys : readOther(found, manifestKey).keys;
  await sink.remove(published.filter((key) => !kept.has(key)));
  if (!isOurs) return;
  if (previous.bytes === undefined) await sink.remove([manifestKey]);
  else await writeObject(publication, manifestKey, previous.bytes);
}

function bytesOf(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

async function writeObject(
  { sink, dataset }: Publication,
  key: string,
  bytes: Uint8Array,
): Promise<void> {
  const writer = new ObjectWriter({
    sink,
    key,
    properties: { contentType: "application/json", metadata: contractHeaders(dataset) },
  });
  try {
    writer.write(bytes);
    await writer.publish();
  } catch (error) {
    await writer.discard().catch(() => undefined);
    throw error;
  }
}
