import type { ClientSession, Collection, CollectionInfo, Db, Document } from "mongodb";
import { IngestError } from "../errors/ingest-error.ts";
import type { Consistency, Cursor, LastOptions, SourceSnapshot } from "../source/source.ts";
import type { SourceTable } from "../source/source-table.ts";
import { documentPlan } from "./bytes/document-plan.ts";
import { lastPlace } from "./last-place.ts";
import { listCollections } from "./list-collections.ts";
import type { MongoTable } from "./mongo-column.ts";
import { mongoError } from "./mongo-error.ts";
import { readCollection } from "./read-collection.ts";
import { readFlat } from "./read-flat.ts";

/** How documents are read together. */
export type MongoConsistency = "snapshot" | "ranges";

/** What is opened. */
export interface OpenInput {
  readonly source: string;
  /** Default a snapshot where the server has them. */
  readonly consistency: MongoConsistency | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Begin to read: all collections as of one moment where the server can, and by ranges of identifiers otherwise. */
export async function openSnapshot(
  db: Db,
  { source, consistency, signal }: OpenInput,
): Promise<SourceSnapshot> {
  signal?.throwIfAborted();
  const hello = await sayHello(db, source);
  const reason = consistency === "ranges" ? "it was asked for" : whyNoSnapshot(hello);
  if (reason !== undefined && consistency === "snapshot")
    throw new IngestError(
      "SOURCE_FAILED",
      `${source}: there are no snapshots: ${reason}. Leave consistency out, or have the server run as a replica set.`,
      { source },
    );
  const session = reason === undefined ? db.client.startSession({ snapshot: true }) : undefined;
  return {
    consistency: described(reason),
    read: (table, options) =>
      readTable(db, { source, session, signal: options.signal }, table, (collection, mongo) =>
        readCollection(collection, mongo, { ...options, session }),
      ),
    readFlat: (table, options, contract) => {
      const plan = documentPlan(asMongoTable(table), contract.dataset, contract.rows);
      const failed = (error: unknown) => mongoError(error, { source, table: table.name });
      return (
        plan &&
        readTable(db, { source, session, signal: options.signal }, table, (collection, mongo) =>
          readFlat(collection, mongo, { ...options, session }, { ...contract, plan, failed }),
        )
      );
    },
    last: (table, options) => lastOfTable(db, { source, session }, table, options),
    count: (table, countSignal) => countDocuments(db, { source, session }, table, countSignal),
    close: async () => {
      await session?.endSession().catch(() => undefined);
    },
  };
}

/** What the server says of itself, in the newer way or in the one that all know. */
async function sayHello(db: Db, source: string): Promise<Document> {
  try {
    return await db.command({ hello: 1 }).catch(() => db.command({ isMaster: 1 }));
  } catch (error) {
    throw mongoError(error, { source });
  }
}

/** Snapshots beyond transactions came with MongoDB 5.0. */
const WIRE_VERSION_WITH_SNAPSHOTS = 13;

function whyNoSnapshot(hello: Document): string | undefined {
  const isReplicated = typeof hello["setName"] === "string" || hello["msg"] === "isdbgrid";
  if (!isReplicated) return "the server is no member of a replica set";
  const version: unknown = hello["maxWireVersion"];
  const isNew = typeof version === "number" && version >= WIRE_VERSION_WITH_SNAPSHOTS;
  return isNew ? undefined : "the server is older than MongoDB 5.0";
}

function described(reason: string | undefined): Consistency {
  return reason === undefined
    ? { kind: "snapshot", text: "All collections are as of one moment." }
    : {
        kind: "ranges",
        text: `Documents are read in ranges of _id, each as of the moment it is read, since ${reason}. What is written meanwhile may be in the result or not.`,
      };
}

/** The source and its session, if it reads a snapshot. */
interface Opened {
  readonly source: string;
  readonly session: ClientSession | undefined;
}

async function* readTable<T>(
  db: Db,
  { source, session, signal }: Opened & Pick<OpenInput, "signal">,
  table: SourceTable,
  read: (collection: Collection, table: MongoTable) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const mongo = asMongoTable(table);
  if (mongo.failure !== undefined) throw mongo.failure;
  signal?.throwIfAborted();
  const [before] = await listCollections(db, { source, tables: [table.name] });
  try {
    yield* read(db.collection(table.name), mongo);
  } catch (error) {
    signal?.throwIfAborted();
    const failure = mongoError(error, { source, table: table.name });
    if ((failure as { readonly code?: unknown }).code === "SOURCE_FAILED")
      await checkStillThere(db, source, before);
    throw failure;
  }
  // A collection that is gone looks like one that has come to its end.
  if (session === undefined) await checkStillThere(db, source, before);
}

async function lastOfTable(
  db: Db,
  { source, session }: Opened,
  table: SourceTable,
  { orderBy = [], signal }: LastOptions,
): Promise<Cursor | undefined> {
  const mongo = asMongoTable(table);
  if (mongo.failure !== undefined) throw mongo.failure;
  signal?.throwIfAborted();
  try {
    return await lastPlace(db.collection(table.name), mongo, { orderBy, session, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw mongoError(error, { source, table: table.name });
  }
}

async function checkStillThere(
  db: Db,
  source: string,
  before: CollectionInfo | undefined,
): Promise<void> {
  const now = (await listCollections(db, { source })).find(({ name }) => name === before?.name);
  if (now !== undefined && String(now.info?.uuid) === String(before?.info?.uuid)) return;
  throw new IngestError(
    "TABLE_CHANGED",
    `${source}: the collection "${before?.name}" was dropped or made anew while it was read. Read it again.`,
    { source, table: before?.name },
  );
}

async function countDocuments(
  db: Db,
  { source, session }: Opened,
  table: SourceTable,
  signal?: AbortSignal,
): Promise<number> {
  try {
    return await db
      .collection(table.name)
      .countDocuments({}, { ...(session && { session }), ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw mongoError(error, { source, table: table.name });
  }
}

function asMongoTable(table: SourceTable): MongoTable {
  const isOurs = table.columns.every((column) => "shape" in column) && "isView" in table;
  if (isOurs) return table as MongoTable;
  throw new TypeError(
    `mongoSource: read takes a table of its own discover, with its columns as they are; "${table.name}" is not one.`,
  );
}
