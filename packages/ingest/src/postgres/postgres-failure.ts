import { type Failure, failureOfNode } from "../errors/source-failure.ts";

/** What a code of SQLSTATE is in {@link Failure}'s words; a class of two letters stands for all of its codes. */
const STATES: Readonly<Record<string, Failure>> = {
  "28P01": "LOGIN_REFUSED",
  "28000": "LOGIN_REFUSED",
  "3D000": "LOGIN_REFUSED",
  "42501": "SOURCE_ACCESS_DENIED",
  "42P01": "NO_SUCH_TABLE",
  "3F000": "NO_SUCH_TABLE",
  "42703": "TABLE_CHANGED",
  "57014": "STATEMENT_TIMEOUT",
  "55P03": "STATEMENT_TIMEOUT",
  "40P01": "DEADLOCK",
  "40001": "SERIALIZATION_CONFLICT",
  "25P03": "CONNECTION_LOST",
  "53300": "CONNECTION_REFUSED",
  "57P03": "CONNECTION_REFUSED",
  "57P01": "CONNECTION_LOST",
  "57P02": "CONNECTION_LOST",
  "57P05": "CONNECTION_LOST",
  "08": "CONNECTION_LOST",
};

/** Which failure an error of pg, or of the server behind it, is. */
export function postgresFailure(error: unknown): Failure {
  const { code, message = "" } = error as { code?: unknown; message?: string };
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) {
    if (code === "28000" && /no encryption|SSL off/.test(message)) return "TLS_REQUIRED";
    if (code === "57014" && message.includes("user request")) return "SOURCE_FAILED";
    const state = STATES[code] ?? STATES[code.slice(0, 2)];
    if (state !== undefined) return state;
  }
  if (message.includes("does not support SSL")) return "TLS_FAILED";
  if (
    /Connection terminated due to connection timeout|timeout exceeded when trying to connect|timeout expired/.test(
      message,
    )
  )
    return "CONNECTION_REFUSED";
  if (/Connection terminated|Client has encountered a connection error|not queryable/.test(message))
    return "CONNECTION_LOST";
  return failureOfNode(error) ?? "SOURCE_FAILED";
}
