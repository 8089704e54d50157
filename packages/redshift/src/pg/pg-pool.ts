/** What is used of `Pool` of `pg`: types of its own, so that nobody needs `@types/pg` for those of this package. */
export interface PgPool {
  connect(): Promise<PgClient>;
}

/** A connection of a pool. */
export interface PgClient {
  query(config: unknown): Promise<unknown>;
  release(destroy?: boolean): void;
  listenerCount(event: string): number;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** What a statement gave, its values as texts. */
export interface PgAnswer {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rowCount: number | null;
}
