/** What is used of a `Pool` of pg. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  /** How many clients it has at most. */
  readonly options?: { readonly max?: number | undefined } | undefined;
}

/** What is used of a client of that pool. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<PostgresResult>;
  /** Give it back to the pool; with `true` it is closed. */
  release(destroy?: boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}

/** A query whose rows are arrays, its values as the server's text. */
export interface PostgresQuery {
  readonly text: string;
  readonly values?: string[];
  readonly rowMode: "array";
  // Methods and no more precise type: pg's own differ from release to release.
  readonly types: { getTypeParser(): (text: string) => unknown };
}

/** Rows and which type each of their columns is. */
export interface PostgresResult {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

const AS_TEXT = { getTypeParser: () => asItIs };

function asItIs(text: string): string {
  return text;
}

/** Ask for rows as text, whatever parsers of types the application has set. */
export async function ask(
  client: PostgresClient,
  text: string,
  values?: readonly string[],
): Promise<PostgresResult> {
  return client.query({
    text,
    rowMode: "array",
    types: AS_TEXT,
    ...(values !== undefined && values.length > 0 && { values: [...values] }),
  });
}

/** A session's way to ask, with its signal. */
export type Asking = (text: string, values?: readonly string[]) => Promise<PostgresResult>;
