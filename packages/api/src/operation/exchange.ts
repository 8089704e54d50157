import type { ReadContract } from "../ask/contract-faults.ts";
import type { EngineResult, EngineStatement, EngineTable } from "../engine/query-engine.ts";

/** Who asks, as an authentication hook made it out. */
export interface Identity {
  /** A name for the logs. */
  readonly subject: string;
  /** What is said of them; rows can be restricted by a claim. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A table that is read, and the contract by which it is. */
export interface AskedTable extends EngineTable {
  readonly contract?: ReadContract;
}

/** A query, and the tables that it reads. */
export interface Question extends EngineStatement {
  readonly tables: readonly AskedTable[];
  /** Rows that are wanted at most. */
  readonly maxRows: number;
  /** Whether the same tables may give other rows later: it asks for the time, or for chance; default false. */
  readonly isVolatile?: boolean;
}

/** A result, and where it came from. */
export interface Asked extends EngineResult {
  readonly source: "engine" | "cache" | "shared";
  /** How old it may be: for how long a table's version is believed, or its result kept where none is known. */
  readonly maxStalenessMs: number;
}

/** A request that has been checked, and what its handler may use. */
export interface Exchange {
  readonly request: Request;
  readonly requestId: string;
  /** The values of the operation's parameters, by name; those that were not given are missing. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the body's schema made of it. */
  readonly body: unknown;
  readonly identity: Identity | undefined;
  /** Aborted when the client has gone or the time is over. */
  readonly signal: AbortSignal;
  /** Run a query within the limits of the API. */
  readonly ask: (question: Question) => Promise<Asked>;
}
