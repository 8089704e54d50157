import { BSON, type Collection, type CollectionInfo, type Db, type Document } from "mongodb";
import type { DiscoverOptions } from "../source/source.ts";
import { type BsonKind, bsonKind } from "./bson-kind.ts";
import { canonical } from "./convert.ts";
import { exceptionsOf } from "./exceptions.ts";
import { extendedJson } from "./extended-json.ts";
import { listCollections } from "./list-collections.ts";
import { type MongoTable, mongoColumn } from "./mongo-column.ts";
import { mongoError } from "./mongo-error.ts";
import { Observation } from "./observation.ts";
import { sampleDocuments } from "./sample.ts";

/** What is discovered, and of which source. */
export interface DiscoverInput extends DiscoverOptions {
  readonly source: string;
  readonly sampleSize: number;
}

/**
 * The collections and views of a database, as their catalog and a sample of each say. One that can't be looked at is there all
 * the same, and fails when it is read.
 */
export async function discoverCollections(
  db: Db,
  { source, sampleSize, tables, signal }: DiscoverInput,
): Promise<readonly MongoTable[]> {
  const found: MongoTable[] = [];
  for (const info of await listCollections(db, { source, tables, signal })) {
    signal?.throwIfAborted();
    try {
      found.push(await discoverCollection(db, info, { sampleSize, signal }));
    } catch (error) {
      signal?.throwIfAborted();
      const failure = mongoError(error, { source, table: info.name });
      if (isOfServer(failure)) throw failure;
      found.push({ ...emptyTable(info), failure });
    }
  }
  return found;
}

/** What concerns all collections alike. */
function isOfServer(failure: unknown): boolean {
  const { code } = failure as { readonly code?: unknown };
  return SERVER_FAILURES.has(code);
}

const SERVER_FAILURES: ReadonlySet<unknown> = new Set([
  "CONNECTION_REFUSED",
  "CONNECTION_LOST",
  "LOGIN_REFUSED",
  "TLS_FAILED",
]);

interface SampleInput {
  readonly sampleSize: number;
  readonly signal: AbortSignal | undefined;
}

async function discoverCollection(
  db: Db,
  info: CollectionInfo,
  { sampleSize, signal }: SampleInput,
): Promise<MongoTable> {
  const collection = db.collection(info.name);
  const empty = emptyTable(info);
  const count = empty.isView ? undefined : await collection.estimatedDocumentCount();
  const { seen, documents } = await observe(collection, { size: sampleSize, count, signal });
  const columns = [...seen.fields].map(([name, field]) => mongoColumn(name, field, documents));
  const id = seen.fields.get("_id");
  return {
    ...empty,
    columns: documents === 0 ? empty.columns : columns,
    key: empty.isView || (id !== undefined && !isKey(id)) ? [] : ["_id"],
    ...(count !== undefined && { rowEstimate: count }),
    sample: { documents, exceptions: exceptionsOf(seen.fields) },
  };
}

/** Whether identifiers are plain values, which a cursor can hold. */
function isKey(id: Observation): boolean {
  return [...id.kinds.keys()].every((kind) => !NO_KEYS.has(kind));
}

const NO_KEYS: ReadonlySet<BsonKind> = new Set<BsonKind>([
  "object",
  "binData",
  "timestamp",
  "dbRef",
  "regex",
  "javascript",
  "javascriptWithScope",
]);

/** A collection of which no document was seen: all that can be said is that documents have identifiers. */
function emptyTable({ name, options, type }: CollectionInfo): MongoTable {
  const id = new Observation();
  id.add(new BSON.ObjectId(), "");
  const comment = commentOf(options);
  return {
    name,
    // A view has documents, too, which may lack fields that others have.
    kind: "collection",
    columns: [mongoColumn("_id", id, 1)],
    key: ["_id"],
    ...(comment !== undefined && { comment }),
    isView: type === "view" || type === "timeseries",
    hasCollation: options?.["collation"] !== undefined,
    sample: { documents: 0, exceptions: [] },
  };
}

/** What a validator says of documents as a whole. */
function commentOf(options: Document | undefined): string | undefined {
  const validator = options?.["validator"] as Document | undefined;
  const schema = validator?.["$jsonSchema"] as Document | undefined;
  const comment: unknown = schema?.["description"];
  return typeof comment === "string" ? comment : undefined;
}

async function observe(
  collection: Collection,
  options: { size: number; count: number | undefined; signal: AbortSignal | undefined },
): Promise<{ readonly seen: Observation; readonly documents: number }> {
  const seen = new Observation();
  let documents = 0;
  for await (const document of sampleDocuments(collection, options)) {
    documents++;
    seen.addFields(document, idText(document["_id"]));
  }
  return { seen, documents };
}

/** An identifier to find a document by. */
function idText(id: unknown): string {
  const text = bsonKind(id) === "objectId" ? String(canonical(id)) : extendedJson(id);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
