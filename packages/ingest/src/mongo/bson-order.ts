import type { Document, Filter } from "mongodb";
import { type BsonKind, bsonKind } from "./bson-kind.ts";

/** The order in which MongoDB sorts types: those of one group are compared by value. */
const GROUPS: readonly (readonly string[])[] = [
  ["minKey"],
  ["undefined", "null"],
  ["int", "long", "double", "decimal"],
  ["symbol", "string"],
  ["object"],
  ["array"],
  ["binData"],
  ["objectId"],
  ["bool"],
  ["date"],
  ["timestamp"],
  ["regex"],
  ["javascript"],
  ["javascriptWithScope"],
  ["maxKey"],
];

function groupOf(kind: BsonKind): number {
  const name = kind === "uuid" ? "binData" : kind === "dbRef" ? "object" : kind;
  return GROUPS.findIndex((group) => group.includes(name));
}

/** Values of the same group of types that come behind a value. A server's `$gt` compares within the group alone. */
export function afterInGroup(field: string, value: unknown): Filter<Document> {
  // Nothing is greater than NaN to a query, though it is sorted before all numbers.
  const isNan = bsonKind(value) === "double" && Number.isNaN(Number(value));
  return { [field]: isNan ? { $gte: Number.NEGATIVE_INFINITY } : { $gt: value } };
}

/** Values of the same group of types that come before a value. */
export function beforeInGroup(field: string, value: unknown): Filter<Document> {
  return { [field]: { $lt: value } };
}

/** Names of types that a server knows: what it has no name for it has no values of. */
export type KnownTypes = ReadonlySet<string>;

/** All names of types that MongoDB has. */
export const ALL_TYPES: readonly string[] = GROUPS.flat();

/** Values of the groups that are sorted behind that of a value; `undefined` where there are none. */
export function inLaterGroups(
  field: string,
  value: unknown,
  known: KnownTypes,
): Filter<Document> | undefined {
  return ofTypes(field, GROUPS.slice(groupOf(bsonKind(value)) + 1).flat(), known);
}

/** Values of the groups that are sorted before that of a value. */
export function inEarlierGroups(
  field: string,
  value: unknown,
  known: KnownTypes,
): Filter<Document> | undefined {
  return ofTypes(field, GROUPS.slice(0, groupOf(bsonKind(value))).flat(), known);
}

function ofTypes(
  field: string,
  types: readonly string[],
  known: KnownTypes,
): Filter<Document> | undefined {
  const named = types.filter((type) => known.has(type));
  return named.length === 0 ? undefined : { [field]: { $type: named as never } };
}
