import { BSON, type Collection, type Document, type Filter } from "mongodb";
import { bsonKind } from "./bson-kind.ts";
import { inLaterGroups } from "./bson-order.ts";
import { knownTypes } from "./known-types.ts";
import { READ_AS_IS } from "./read-as-is.ts";

/** How a sample is taken. */
export interface SampleOptions {
  /** So many documents. */
  readonly size: number;
  /** About how many there are; `undefined` for a view, which is read from its beginning. */
  readonly count: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Places between the first and the last identifier that documents are taken at. */
const PLACES = 8;
/** Documents of a batch, each of which may have 16 MiB; a server ends a batch at that size, too. */
const BATCH = 100;
/** When documents of so many bytes have been looked at, a part of the sample is over. */
const PART_BYTES = 33_554_432;

/**
 * Documents of a collection: from its beginning, its end, places between them in the order of identifiers, and of each type of these. The
 * same collection gives the same sample, which a random one would not.
 */
export async function* sampleDocuments(
  collection: Collection,
  { size, count, signal }: SampleOptions,
): AsyncGenerator<Document> {
  const seen = new Set<string>();
  for await (const part of partsOfSample(collection, { size, count, signal })) {
    let bytes = 0;
    for await (const document of part) {
      const id = BSON.EJSON.stringify(document["_id"] ?? null, { relaxed: false });
      if (count === undefined || !seen.has(id)) yield document;
      seen.add(id);
      bytes += BSON.calculateObjectSize(document);
      if (bytes > PART_BYTES) break;
    }
  }
}

async function* partsOfSample(
  collection: Collection,
  { size, count, signal }: SampleOptions,
): AsyncGenerator<AsyncIterable<Document>> {
  const take = (filter: Filter<Document>, limit: number, order?: 1 | -1) =>
    collection.find(filter, {
      ...READ_AS_IS,
      limit,
      batchSize: Math.min(limit, BATCH),
      ...(order !== undefined && { sort: { _id: order } }),
      ...(signal !== undefined && { signal }),
    });
  if (count === undefined || count <= size) {
    yield count === undefined ? take({}, size) : take({}, size, 1);
    return;
  }
  const share = Math.max(1, Math.floor(size / (PLACES + 2)));
  const [first, last] = [await take({}, 1, 1).next(), await take({}, 1, -1).next()];
  yield take({}, share, 1);
  for (const place of placesBetween(first?.["_id"], last?.["_id"]))
    yield take({ _id: { $gte: place } } as Filter<Document>, share, 1);
  for (const group of await laterGroups(collection, first?.["_id"])) yield take(group, share, 1);
  yield take({}, share, -1);
}

/** Identifiers of other types than the first one, group by group. */
async function laterGroups(collection: Collection, first: unknown): Promise<Filter<Document>[]> {
  const known = await knownTypes(collection);
  const groups: Filter<Document>[] = [];
  let group = inLaterGroups("_id", first, known);
  while (group !== undefined) {
    const found = await collection.findOne(group, { ...READ_AS_IS, sort: { _id: 1 } });
    if (found === null) break;
    groups.push(group);
    group = inLaterGroups("_id", found["_id"], known);
  }
  return groups;
}

/** Identifiers evenly between two: of ObjectIds, which begin with a time, and of numbers. */
function placesBetween(from: unknown, to: unknown): unknown[] {
  const steps = Array.from({ length: PLACES }, (_, index) => (index + 1) / (PLACES + 1));
  const [first, last] = [bsonKind(from), bsonKind(to)];
  if (first === "objectId" && last === "objectId") {
    const [low, high] = [secondsOf(from), secondsOf(to)];
    return steps.map((step) => BSON.ObjectId.createFromTime(Math.floor(low + (high - low) * step)));
  }
  if (!NUMBERS.has(first) || !NUMBERS.has(last)) return [];
  const [low, high] = [Number(String(from)), Number(String(to))];
  return Number.isFinite(low) && Number.isFinite(high)
    ? steps.map((step) => Math.floor(low + (high - low) * step))
    : [];
}

const NUMBERS: ReadonlySet<string> = new Set(["int", "long", "double", "decimal"]);

function secondsOf(id: unknown): number {
  return (id as BSON.ObjectId).getTimestamp().getTime() / 1000;
}
