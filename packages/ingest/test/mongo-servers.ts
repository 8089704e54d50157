import { type Db, MongoClient } from "mongodb";
import { testServer } from "../../../scripts/lib/test-server.ts";

/** Servers that speak MongoDB's protocol, by name. */
export const MONGO_SERVERS: readonly (readonly [name: string, url: string | undefined])[] = [
  ["mongo-java-server", testServer("CLOUDAPI_TEST_MONGO")],
  ["FerretDB", testServer("CLOUDAPI_TEST_FERRETDB")],
];

/** Use an empty database of a server, which is dropped at the end. */
export async function withDatabase(
  url: string,
  use: (db: Db, client: MongoClient) => Promise<void>,
): Promise<void> {
  const client = await MongoClient.connect(`${url}/?directConnection=true`);
  const db = client.db(`test_${process.pid}_${Math.random().toString(36).slice(2)}`);
  try {
    await use(db, client);
  } finally {
    await db.dropDatabase();
    await client.close();
  }
}
