/** What Athena's Hive side says of a DDL statement that can't be run; there is no error name in front. */
export class HiveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HiveError";
  }
}

/** `FAILED: SemanticException [Error 10001]: Table not found x` */
export function semanticError(code: number | undefined, message: string): HiveError {
  return new HiveError(
    `FAILED: SemanticException ${code === undefined ? "" : `[Error ${code}]: `}${message}`,
  );
}

export function executionError(message: string): HiveError {
  return new HiveError(
    `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${message}`,
  );
}
