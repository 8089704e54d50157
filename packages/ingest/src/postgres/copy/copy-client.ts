import type { PostgresClient } from "../postgres-pool.ts";

/** What is used of a client of pg to copy by it: a query of one's own, which is called as the server's messages come. */
export interface CopyClient {
  query(query: { submit(connection: CopyConnection): void }): unknown;
}

/** What is used of a client's connection. */
export interface CopyConnection {
  query(text: string): void;
  readonly stream: {
    /** No more is read from the socket, until `resume`. */
    pause(): unknown;
    resume(): unknown;
  };
}

/** What tells whether a client can. */
interface Inner {
  readonly connection?: {
    readonly query?: unknown;
    readonly stream?: Partial<CopyConnection["stream"]>;
  };
  readonly connectionParameters?: { readonly query_timeout?: unknown };
  readonly pipeline?: unknown;
}

/**
 * The client, if it can copy; `undefined` for libpq's, one that is wrapped, one that sends queries before the one before has ended, and one whose
 * queries may not take as long as a table does.
 */
export function copyClient(client: PostgresClient): CopyClient | undefined {
  const { connection, connectionParameters, pipeline = false } = client as Inner;
  const { query, stream } = connection ?? {};
  const isPg =
    typeof query === "function" &&
    typeof stream?.pause === "function" &&
    typeof stream.resume === "function";
  const isPatient = !connectionParameters?.query_timeout;
  return isPg && isPatient && pipeline === false ? (client as unknown as CopyClient) : undefined;
}
