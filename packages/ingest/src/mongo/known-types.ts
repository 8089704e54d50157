import type { Collection } from "mongodb";
import { ALL_TYPES, type KnownTypes } from "./bson-order.ts";

/** Names of types that a query may have: MongoDB has them all, servers that speak its protocol may have fewer. */
export async function knownTypes(collection: Collection): Promise<KnownTypes> {
  if (await isKnown(collection, ALL_TYPES)) return new Set(ALL_TYPES);
  const known = new Set<string>();
  for (const type of ALL_TYPES) if (await isKnown(collection, [type])) known.add(type);
  return known;
}

async function isKnown(collection: Collection, types: readonly string[]): Promise<boolean> {
  try {
    // Of one document, so that a server without an index for it does not look through all.
    const stages = [{ $limit: 1 }, { $match: { _id: { $type: types } } }];
    await collection.aggregate(stages).toArray();
    return true;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === BAD_VALUE) return false;
    throw error;
  }
}

const BAD_VALUE = 2;
