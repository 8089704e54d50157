/** A place in the SQL text: both counted from 1, as Trino reports them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * What the query engine says when a statement can't be run, in Trino's own words:
 * `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved`.
 */
export class TrinoError extends Error {
  readonly errorName: string;
  readonly position: Position | undefined;

  constructor(errorName: string, message: string, position?: Position) {
    super(message);
    this.name = "TrinoError";
    this.errorName = errorName;
    this.position = position;
  }

  /** The text Athena puts into `StateChangeReason`. */
  get reason(): string {
    return `${this.errorName}: ${this.located}`;
  }

  /** The message with its `line 1:8: ` in front, when a place is known. */
  get located(): string {
    if (this.position === undefined) return this.message;
    return `line ${this.position.line}:${this.position.column}: ${this.message}`;
  }
}

/** A construct of Athena SQL that the embedded engine refuses, by name. */
export function notSupported(construct: string, position?: Position): TrinoError {
  return new TrinoError(
    "NOT_SUPPORTED",
    `The embedded Athena does not support ${construct} (see docs/local-athena.md)`,
    position,
  );
}
