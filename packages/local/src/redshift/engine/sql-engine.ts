/** A column of an answer, by the number that PostgreSQL has for its type. */
export interface SqlField {
  readonly name: string;
  readonly dataTypeID: number;
}

/** What a statement gave: values as text, as the server writes them. */
export interface SqlAnswer {
  readonly fields: readonly SqlField[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows that were given, added, removed or changed. */
  readonly count: number;
}

/** One session of a PostgreSQL. */
export interface SqlSession {
  query(sql: string): Promise<SqlAnswer>;
  /** End what runs, as CancelStatement does. */
  cancel(): Promise<void>;
  /** Give the session back; one in which something failed is not used again. */
  close(isClean: boolean): Promise<void>;
}

/** A PostgreSQL that stands in for Redshift. */
export interface SqlEngine {
  open(): Promise<SqlSession>;
  close(): Promise<void>;
}

/** As Redshift, which is PostgreSQL 8: a backslash in a literal escapes, and times are in UTC. */
export const SESSION_SETTINGS = [
  "SET standard_conforming_strings = off",
  "SET escape_string_warning = off",
  "SET TIME ZONE 'UTC'",
  "SET datestyle = 'ISO, YMD'",
];
