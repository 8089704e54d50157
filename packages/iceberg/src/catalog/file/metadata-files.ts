import type { TableMetadata } from "../../metadata/table-metadata.ts";
import type { StorageOptions, TableStorage } from "../../storage/table-storage.ts";
import { metadataBytes } from "../write-metadata.ts";

/** A version of a table's metadata, as it is stored. */
export interface MetadataVersion {
  readonly version: number;
  readonly uri: string;
  readonly bytes: Uint8Array;
}

/** The folder of a table's metadata files, and the storage that it is in. */
export interface MetadataFolder {
  readonly storage: TableStorage;
  /** Ends in a slash. */
  readonly uri: string;
}

/** Names the newest version, or one a while before it. */
const HINT = "version-hint.text";
const NAME = /^v(\d{1,15})(?:\.gz)?\.metadata\.json$/;
/** Where the hint is further behind, listing is quicker than trying one version after another. */
const MOST_STEPS = 16;

/** The newest version; `undefined` when there is none. */
export async function newestVersion(
  folder: MetadataFolder,
  options: StorageOptions,
): Promise<MetadataVersion | undefined> {
  const hint = await readHint(folder, options);
  const hinted = hint === undefined ? undefined : await upwards(folder, hint, options);
  // The hint may have been lost, or be from before its version was cleaned away.
  return hinted ?? newestListed(folder, options);
}

/** From a version that should be there to the last that is: there are no gaps. */
async function upwards(
  folder: MetadataFolder,
  from: number,
  options: StorageOptions,
): Promise<MetadataVersion | undefined> {
  let [found, next] = await Promise.all([
    readVersion(folder, from, options),
    readVersion(folder, from + 1, options),
  ]);
  for (let steps = 0; next !== undefined; steps++) {
    found = next;
    if (steps === MOST_STEPS) return newestListed(folder, options);
    next = await readVersion(folder, next.version + 1, options);
  }
  return found;
}

async function newestListed(
  folder: MetadataFolder,
  options: StorageOptions,
): Promise<MetadataVersion | undefined> {
  let newest = -1;
  for await (const { version } of listVersions(folder, options)) newest = Math.max(newest, version);
  return newest < 0 ? undefined : upwards(folder, newest, options);
}

/** The metadata files that are there, in any order. */
async function* listVersions(
  { storage, uri: folder }: MetadataFolder,
  options: StorageOptions,
): AsyncGenerator<{ readonly version: number; readonly uri: string }, void, undefined> {
  for await (const { uri } of storage.list(folder, options)) {
    const [, version] = NAME.exec(uri.slice(folder.length)) ?? [];
    if (version !== undefined) yield { version: Number(version), uri };
  }
}

async function readHint(
  { storage, uri }: MetadataFolder,
  options: StorageOptions,
): Promise<number | undefined> {
  const bytes = await storage.read(uri + HINT, options);
  const [, version] = /^\s*(\d{1,15})\s*$/.exec(new TextDecoder().decode(bytes)) ?? [];
  return version === undefined ? undefined : Number(version);
}

/** A version under either of its names. */
async function readVersion(
  { storage, uri: folder }: MetadataFolder,
  version: number,
  options: StorageOptions,
): Promise<MetadataVersion | undefined> {
  const found = await Promise.all(
    namesOf(version).map(async (name) => {
      const bytes = await storage.read(folder + name, options);
      return bytes && { version, uri: folder + name, bytes };
    }),
  );
  return found.find((each) => each !== undefined);
}

/** The names that a version may have: as it is, and compressed. */
function namesOf(version: number): [plain: string, compressed: string] {
  return [`v${version}.metadata.json`, `v${version}.gz.metadata.json`];
}

/** Metadata as it is to be stored: compressed where the table's properties want that. */
export function metadataVersion(
  { uri: folder }: MetadataFolder,
  version: number,
  metadata: TableMetadata,
): MetadataVersion {
  const [plain, compressed] = namesOf(version);
  const { isCompressed, bytes } = metadataBytes(metadata);
  return { version, uri: folder + (isCompressed ? compressed : plain), bytes };
}

/** Whether there is a version, under either of its names. */
export async function versionExists(
  { storage, uri: folder }: MetadataFolder,
  version: number,
): Promise<boolean> {
  const found = await Promise.all(namesOf(version).map((name) => storage.exists(folder + name)));
  return found.includes(true);
}

/** How long is waited for the hint: without it readers find the version all the same. */
const HINT_TIMEOUT_MS = 5_000;

export async function writeHint({ storage, uri }: MetadataFolder, version: number): Promise<void> {
  const bytes = new TextEncoder().encode(String(version));
  const signal = AbortSignal.timeout(HINT_TIMEOUT_MS);
  await storage.write(uri + HINT, bytes, { contentType: "text/plain", signal }).catch(() => false);
}

/** Take the table out: what names the newest version first, and that version last; those above it are of another table of the name. */
export async function removeVersions(folder: MetadataFolder, last: MetadataVersion): Promise<void> {
  const { storage, uri } = folder;
  await storage.remove([uri + HINT]);
  const earlier: string[] = [];
  for await (const each of listVersions(folder, {}))
    if (each.version <= last.version && each.uri !== last.uri) earlier.push(each.uri);
  await storage.remove(earlier);
  await storage.remove([last.uri]);
}
