import { checkOptionNames } from "@cloudapi/core/internal";
import type { Db } from "mongodb";
import type { Source } from "../source/source.ts";
import { discoverCollections } from "./discover.ts";
import { type MongoConsistency, openSnapshot } from "./open-snapshot.ts";

/** How a MongoDB database is read. */
export interface MongoSourceOptions {
  /** The source's name in keys, reports and states; default `mongo`. */
  readonly name?: string | undefined;
  /** So many documents of each collection are looked at to propose its columns; default 1,000. */
  readonly sampleSize?: number | undefined;
  /**
   * `snapshot` has all collections as of one moment, which a replica set of MongoDB 5.0 or newer can; `ranges` reads ranges of `_id`, each as
   * of its own moment. Default a snapshot where the server has them.
   */
  readonly consistency?: MongoConsistency | undefined;
}

const OPTIONS = ["name", "sampleSize", "consistency"] as const;

/**
 * A MongoDB database as a source, read through the driver's `Db` that is yours: it is neither connected nor closed here.
 *
 * `discover` proposes a column for each field that a sample of documents has, with its types, how often each was seen, and in which
 * documents. Every BSON type arrives: as a column's own type where all values are of one, and as Extended JSON text, which tells
 * the type, where they are mixed. Reading needs `find` and `listCollections`, which the role `read` grants.
 *
 * @throws {TypeError} {@link RangeError} for options that can't be
 *
 * @example
 * ```ts no-run: needs a database
 * import { mongoSource } from "@cloudapi/ingest/mongo";
 * import { MongoClient } from "mongodb";
 *
 * const client = await MongoClient.connect("mongodb://localhost:27017");
 * const source = mongoSource(client.db("shop"), { name: "ms3" });
 * for (const { name, columns } of await source.discover())
 *   console.log(name, columns.map(({ name: field, verdict }) => `${field}: ${verdict}`));
 * await client.close();
 * ```
 */
export function mongoSource(db: Db, options: MongoSourceOptions = {}): Source {
  checkOptionNames("mongoSource", options, OPTIONS);
  const { name = "mongo", sampleSize = 1000, consistency } = options;
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name))
    throw new TypeError(
      `mongoSource: name must be lower-case letters, digits, _ and -, at most 63, not ${JSON.stringify(name)}.`,
    );
  if (!Number.isSafeInteger(sampleSize) || sampleSize < 1)
    throw new RangeError(
      `mongoSource: sampleSize must be a positive integer, not ${String(sampleSize)}.`,
    );
  if (consistency !== undefined && consistency !== "snapshot" && consistency !== "ranges")
    throw new TypeError(
      `mongoSource: consistency must be "snapshot" or "ranges", not ${JSON.stringify(consistency)}.`,
    );
  return {
    kind: "mongo",
    name,
    discover: (input = {}) => discoverCollections(db, { ...input, source: name, sampleSize }),
    open: ({ signal } = {}) => openSnapshot(db, { source: name, consistency, signal }),
  };
}
