import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { int32 } from "../sql/sql-type.ts";
import type { CopyConnection } from "./copy/copy-client.ts";
import type {
  PostgresClient,
  PostgresPool,
  PostgresQuery,
  PostgresResult,
} from "./postgres-pool.ts";
import { postgresSource } from "./postgres-source.ts";
import type { PostgresTable } from "./postgres-table.ts";

const orders: PostgresTable = {
  name: "orders",
  schema: "public",
  kind: "table",
  columns: [
    {
      name: "id",
      nativeType: "integer",
      nullable: false,
      verdict: int32.verdict,
      how: int32.how,
      schema: int32.schema,
      code: int32.code,
      type: int32,
      oid: "23",
    },
  ],
  key: ["id"],
  oid: "16384",
  isAlone: true,
};

/** A query of one's own, as it is told how it ended. */
interface Submitted {
  submit(connection: CopyConnection): void;
  handleCopyData(message: { readonly chunk: Buffer }): void;
  handleError(error: Error): void;
}

/** A pool of a server without COPY, of which a table was truncated as soon as so many cursors were declared. */
function withoutCopy(truncatedAt: number): PostgresPool {
  let declared = 0;
  const answer = (text: string): PostgresResult => {
    if (text.startsWith("DECLARE")) declared++;
    const isRewritten = text.includes("pg_relation_filenode");
    const rows = isRewritten ? [[declared >= truncatedAt ? "t" : "f"]] : [];
    return { rows: text.includes("statement_timeout") ? [["0", "7"]] : rows, fields: [] };
  };
  const stream = { pause: () => undefined, resume: () => undefined };
  const connection: CopyConnection = { query: () => undefined, stream };
  const client = {
    connection,
    query(query: PostgresQuery | Submitted) {
      if ("text" in query) return Promise.resolve(answer(query.text));
      query.submit(connection);
      setImmediate(() => query.handleError(new Error("COPY is not known here")));
      return query;
    },
    release: () => undefined,
    on: () => undefined,
    off: () => undefined,
  };
  return { connect: () => Promise.resolve(client as unknown as PostgresClient) };
}

async function batchesOf(pool: PostgresPool): Promise<number> {
  const snapshot = await postgresSource(pool).open();
  let batches = 0;
  for await (const _ of snapshot.readTexts?.(orders, { batchBytes: 1000 }) ?? []) batches++;
  await snapshot.close();
  return batches;
}

it("reads by a cursor where there is no COPY, and looks anew whether the table was truncated", async () => {
  expect(await batchesOf(withoutCopy(3))).toBe(0);
  await expect(batchesOf(withoutCopy(2))).rejects.toMatchObject({ code: "TABLE_CHANGED" });
});

/** A pool whose first client copies rows without end, and whose second one loses its connection as it cancels that. */
function copying() {
  const lost = new EventEmitter();
  const heard: number[] = [];
  const released: unknown[] = [];
  let copy: Submitted | undefined;
  const none: PostgresResult = { rows: [], fields: [] };
  const stream = { pause: () => undefined, resume: () => undefined };
  const first = {
    connection: { query: () => undefined, stream },
    query(query: PostgresQuery | Submitted) {
      if ("text" in query)
        return Promise.resolve(
          query.text.includes("statement_timeout") ? { rows: [["0", "7"]], fields: [] } : none,
        );
      copy = query;
      query.submit(first.connection);
      setImmediate(() => query.handleCopyData({ chunk: Buffer.from("1\n".repeat(1000)) }));
      return query;
    },
    release: () => undefined,
    on: () => undefined,
    off: () => undefined,
  };
  const second = {
    on: (event: string, listener: () => void) => lost.on(event, listener),
    off: (event: string, listener: () => void) => lost.off(event, listener),
    query() {
      heard.push(lost.listenerCount("error"));
      setImmediate(() => copy?.handleError(new Error("canceled")));
      return Promise.reject(new Error("Connection terminated"));
    },
    release: (destroy: unknown) => released.push(destroy),
  };
  const clients = [first, second].values();
  const connect = () => Promise.resolve(clients.next().value as unknown as PostgresClient);
  return { pool: { connect }, heard, released };
}

it("hears of the connection that it cancels by, which may be lost, and closes that", async () => {
  const { pool, heard, released } = copying();
  const snapshot = await postgresSource(pool).open();
  for await (const _ of snapshot.readTexts?.(orders, { batchBytes: 1000 }) ?? []) break;
  await snapshot.close();
  expect(heard).toEqual([1]);
  expect(released).toEqual([true]);
});
