import { checkKey, checkText } from "../internal/check-arguments.ts";

const BATCH_SIZE = 1000;

/** One object, or one version of it. */
export interface ObjectId {
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** Group keys as they come into batches of 1,000 (the most one request takes), each key once in a batch. */
export async function* batchesOf(
  keys: Iterable<string | ObjectId> | AsyncIterable<string | ObjectId>,
): AsyncGenerator<readonly ObjectId[], void, undefined> {
  let batch = new Map<string, ObjectId>();
  for await (const key of keys) {
    const id = toObjectId(key);
    batch.set(identityOf(id), id);
    if (batch.size < BATCH_SIZE) continue;
    yield [...batch.values()];
    batch = new Map();
  }
  if (batch.size > 0) yield [...batch.values()];
}

/** The same for the same object and version, and for no other. */
export function identityOf({ key, versionId }: ObjectId): string {
  return JSON.stringify([key, versionId ?? null]);
}

function toObjectId(given: string | ObjectId): ObjectId {
  const { key, versionId }: ObjectId = typeof given === "string" ? { key: given } : (given ?? {});
  checkKey("deleteObjects", key);
  if (versionId === undefined) return { key };
  checkText("deleteObjects", "versionId", versionId);
  return { key, versionId };
}
