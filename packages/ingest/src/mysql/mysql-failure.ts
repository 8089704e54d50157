import { type Failure, failureOfNode } from "../errors/source-failure.ts";

/** What the numbers of MySQL's and MariaDB's errors, and the driver's codes, are in {@link Failure}'s words. */
const FAILURES: ReadonlyMap<unknown, Failure> = new Map<unknown, Failure>([
  [1040, "CONNECTION_REFUSED"],
  [1129, "CONNECTION_REFUSED"],
  [1130, "CONNECTION_REFUSED"],
  [1203, "CONNECTION_REFUSED"],
  [1226, "CONNECTION_REFUSED"],
  [1044, "LOGIN_REFUSED"],
  [1045, "LOGIN_REFUSED"],
  [1049, "LOGIN_REFUSED"],
  [1251, "LOGIN_REFUSED"],
  [1698, "LOGIN_REFUSED"],
  [3118, "LOGIN_REFUSED"],
  [4151, "LOGIN_REFUSED"],
  [3159, "TLS_REQUIRED"],
  ["HANDSHAKE_SSL_ERROR", "TLS_FAILED"],
  ["HANDSHAKE_NO_SSL_SUPPORT", "TLS_FAILED"],
  [1142, "SOURCE_ACCESS_DENIED"],
  [1143, "SOURCE_ACCESS_DENIED"],
  [1227, "SOURCE_ACCESS_DENIED"],
  [1345, "SOURCE_ACCESS_DENIED"],
  [1051, "NO_SUCH_TABLE"],
  [1146, "NO_SUCH_TABLE"],
  [1054, "TABLE_CHANGED"],
  [1412, "TABLE_CHANGED"],
  [1205, "STATEMENT_TIMEOUT"],
  [1969, "STATEMENT_TIMEOUT"],
  [3024, "STATEMENT_TIMEOUT"],
  ["PROTOCOL_SEQUENCE_TIMEOUT", "STATEMENT_TIMEOUT"],
  [1213, "DEADLOCK"],
  [1020, "SERIALIZATION_CONFLICT"],
  [1053, "CONNECTION_LOST"],
  [1077, "CONNECTION_LOST"],
  [1152, "CONNECTION_LOST"],
  [1159, "CONNECTION_LOST"],
  [1927, "CONNECTION_LOST"],
  [4031, "CONNECTION_LOST"],
  ["PROTOCOL_CONNECTION_LOST", "CONNECTION_LOST"],
]);

/** Which failure an error of mysql2, or of the server behind it, is. */
export function mysqlFailure(error: unknown): Failure {
  const {
    errno,
    code,
    message = "",
  } = (error ?? {}) as {
    errno?: unknown;
    code?: unknown;
    message?: string;
  };
  const known = FAILURES.get(errno) ?? FAILURES.get(code);
  if (known !== undefined) return known;
  if (/connection is in closed state|Pool is closed|Connection lost/i.test(message))
    return "CONNECTION_LOST";
  return failureOfNode(error) ?? "SOURCE_FAILED";
}
