import type { CollectionInfo, Db } from "mongodb";
import { IngestError } from "../errors/ingest-error.ts";
import { mongoError } from "./mongo-error.ts";

/** What is listed, and of which source. */
export interface ListInput {
  readonly source: string;
  /** Default all. */
  readonly tables?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The collections and views of a database by name, without the server's own; or those named. */
export async function listCollections(
  db: Db,
  { source, tables, signal }: ListInput,
): Promise<CollectionInfo[]> {
  signal?.throwIfAborted();
  const infos = await allCollections(db, source);
  return tables === undefined ? infos : named(infos, tables, source);
}

async function allCollections(db: Db, source: string): Promise<CollectionInfo[]> {
  try {
    return (await listAsAllowed(db))
      .filter(({ name }) => !name.startsWith("system."))
      .sort(({ name: a }, { name: b }) => (a < b ? -1 : 1));
  } catch (error) {
    throw mongoError(error, { source });
  }
}

/** With their settings; or by name alone, as far as the user may read them. */
async function listAsAllowed(db: Db): Promise<CollectionInfo[]> {
  try {
    return (await db.listCollections({}, { nameOnly: false }).toArray()) as CollectionInfo[];
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== NOT_AUTHORIZED) throw error;
    const options = { nameOnly: true, authorizedCollections: true } as const;
    return (await db.listCollections({}, options).toArray()) as CollectionInfo[];
  }
}

const NOT_AUTHORIZED = 13;

function named(
  infos: readonly CollectionInfo[],
  tables: readonly string[],
  source: string,
): CollectionInfo[] {
  return [...new Set(tables)].map((table) => {
    const info = infos.find(({ name }) => name === table);
    if (info !== undefined) return info;
    const names = infos.map(({ name }) => name).slice(0, 20);
    throw new IngestError(
      "NO_SUCH_TABLE",
      `${source}: there is no collection "${table}". There are: ${names.join(", ") || "none"}.`,
      { source, table },
    );
  });
}
