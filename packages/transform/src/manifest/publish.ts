import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import type { Manifest, WrittenObject } from "./manifest.ts";
import type { PreviousRun } from "./read-manifest.ts";

/** Everything that a run wrote and nobody sees yet. */
export interface Publication {
  readonly sink: Sink;
  readonly manifestKey: string;
  readonly manifest: Omit<Manifest, "state" | "obsolete">;
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
 */
export async function publish(publication: Publication): Promise<void> {
  const { sink, manifestKey, manifest, previous, quarantine } = publication;
  const written = new Set(manifest.objects.map(({ key }) => key));
  const obsolete = [...previous.keys].filter((key) => !written.has(key)).sort();
  const either = { ...manifest, objects: [...manifest.objects, ...obsolete.map(asObject)] };
  await writeManifest(sink, manifestKey, { ...either, state: "publishing", obsolete });
  await publishData(publication);
  const published: Manifest = { ...manifest, state: "published", obsolete };
  await writeManifest(sink, manifestKey, published);
  await sink.remove(obsolete);
  if (quarantine === undefined && previous.hadQuarantine)
    await publication.quarantineSink.remove([publication.quarantineKey]);
  if (obsolete.length > 0) await writeManifest(sink, manifestKey, { ...published, obsolete: [] });
}

function asObject(key: string): WrittenObject {
  return { key, partition: "", rows: 0, sizeBytes: 0 };
}

async function publishData(publication: Publication): Promise<void> {
  const { data, quarantine } = publication;
  const published: string[] = [];
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
  try {
    if (failure === undefined) await quarantine?.publish();
  } catch (error) {
    failure = { error };
  }
  if (failure === undefined) return;
  await takeBack(publication, published).catch(() => undefined);
  throw failure.error;
}

/** Remove what became visible and was not there before, and put the old manifest back. */
async function takeBack(
  { sink, manifestKey, previous }: Publication,
  published: readonly string[],
): Promise<void> {
  await sink.remove(published.filter((key) => !previous.keys.has(key)));
  if (previous.bytes === undefined) await sink.remove([manifestKey]);
  else await writeObject(sink, manifestKey, previous.bytes);
}

function writeManifest(sink: Sink, key: string, manifest: Manifest): Promise<void> {
  return writeObject(sink, key, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

async function writeObject(sink: Sink, key: string, bytes: Uint8Array): Promise<void> {
  const writer = new ObjectWriter(sink, key, { contentType: "application/json", metadata: {} });
  try {
    writer.write(bytes);
    await writer.publish();
  } catch (error) {
    await writer.discard().catch(() => undefined);
    throw error;
  }
}
