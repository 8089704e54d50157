import type { Sink } from "@cloudapi/transform";
import { IngestError } from "../errors/ingest-error.ts";

/** What is used of the manifest of a load. */
export interface StoredManifest {
  /** What the rows are known by, such as `mysql://shop/orders`. */
  readonly source: string;
  readonly rowsWritten: number;
}

/**
 * What an earlier load wrote to the same keys; nothing where there was none.
 *
 * @throws {IngestError} `INVALID_MANIFEST` for an object that does not say so
 */
export async function readStoredManifest(
  sink: Sink,
  key: string,
  signal?: AbortSignal,
): Promise<StoredManifest | undefined> {
  const bytes = await sink.read(key, { signal });
  if (bytes === undefined) return undefined;
  const { source, rowsWritten } = parsed(bytes);
  if (typeof source === "string" && typeof rowsWritten === "number" && rowsWritten >= 0)
    return { source, rowsWritten };
  throw new IngestError(
    "INVALID_MANIFEST",
    `The manifest ${key} in ${sink.location} is damaged: it does not say how many rows an earlier load wrote, so that whether this one would lose some can't be told. Nothing was published. Put it back as it was from the bucket's versions; or remove it and run again: the rows of that load are replaced then, however many they were.`,
  );
}

function parsed(bytes: Uint8Array): { readonly source?: unknown; readonly rowsWritten?: unknown } {
  try {
    return Object(JSON.parse(Buffer.from(bytes).toString())) as object;
  } catch {
    return {};
  }
}
