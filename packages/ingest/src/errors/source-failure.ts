import { escapeControls } from "@cloudapi/core/internal";
import { IngestError } from "./ingest-error.ts";
import { withoutCredentials } from "./without-credentials.ts";

/** What can go wrong with a server, by the codes of {@link IngestError}. */
export type Failure =
  | "CONNECTION_REFUSED"
  | "CONNECTION_LOST"
  | "LOGIN_REFUSED"
  | "TLS_REQUIRED"
  | "TLS_FAILED"
  | "SOURCE_ACCESS_DENIED"
  | "NO_SUCH_TABLE"
  | "TABLE_CHANGED"
  | "STATEMENT_TIMEOUT"
  | "DEADLOCK"
  | "SERIALIZATION_CONFLICT"
  | "SOURCE_FAILED";

/** What happened, and what to do about it; `of` is the table or the source. */
const WORDS: Readonly<Record<Failure, { what: string; advice: string }>> = {
  CONNECTION_REFUSED: {
    what: "can't be reached",
    advice: "Check host and port, that the server runs, and that it takes another connection.",
  },
  CONNECTION_LOST: {
    what: "lost its connection",
    advice: "Run it again; if it happens again, look into the server's log.",
  },
  LOGIN_REFUSED: {
    what: "refused the login",
    advice:
      "Check user, password and the name of the database that the pool was made with, and whether this user has to encrypt (ssl).",
  },
  TLS_REQUIRED: {
    what: "takes encrypted connections only",
    advice: "Make the pool with ssl, and the authority's certificate as its ca.",
  },
  TLS_FAILED: {
    what: "couldn't agree on an encrypted connection",
    advice:
      "Give the pool's ssl the authority's certificate as ca and the name in the certificate as host, or turn ssl off where the server has none.",
  },
  SOURCE_ACCESS_DENIED: {
    what: "may not be read",
    advice: "Grant SELECT on it to the user of the pool.",
  },
  NO_SUCH_TABLE: {
    what: "is not there",
    advice: "Check its name, its schema, and that it was not dropped; letters' case counts.",
  },
  TABLE_CHANGED: {
    what: "was changed since it was looked at",
    advice: "Run it again, so that it is looked at anew.",
  },
  STATEMENT_TIMEOUT: {
    what: "took longer than the server or the pool allows a statement, or waits for a lock",
    advice: "Raise the time-out for this user, or read when nothing holds the table.",
  },
  DEADLOCK: {
    what: "was given up by the server, which found a deadlock",
    advice: "Run it again; if it happens again, read when less is changed.",
  },
  SERIALIZATION_CONFLICT: {
    what: "could not be read to its end as of one moment, again and again",
    advice:
      "Of a read replica, changes that came from its primary removed rows that were still to be read: set hot_standby_feedback = on there, or raise max_standby_streaming_delay (max_standby_archive_delay where it restores an archive), or read from the primary. Otherwise read when less is changed.",
  },
  SOURCE_FAILED: { what: "failed", advice: "The server's message says why." },
};

/** Where something failed. */
export interface FailurePlace {
  readonly source: string;
  readonly table?: string | undefined;
}

/** An error of a driver in the words of this package, with the driver's own in it and as its cause; an {@link IngestError} stays as it is. */
export function sourceError(
  error: unknown,
  failure: Failure,
  { source, table }: FailurePlace,
): Error {
  if (error instanceof IngestError) return error;
  const { what, advice } = WORDS[failure];
  const place = table === undefined ? source : `Table ${JSON.stringify(table)} of ${source}`;
  const said = messageOf(error);
  const code = failure;
  return new IngestError(code, `${place} ${what}${said === "" ? "" : `: ${said}`}. ${advice}`, {
    cause: error,
    source,
    table,
  });
}

const LONGEST = 500;

/** What a driver says, in one line, without what an address has before its host; of several addresses that were tried, the first. */
function messageOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { message = "" } = (first ?? {}) as { message?: string };
  const line = escapeControls(withoutCredentials(String(message)).slice(0, LONGEST));
  return line.endsWith(".") ? line.slice(0, -1) : line;
}

const REFUSED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "ENOENT",
  "EADDRNOTAVAIL",
]);
const LOST = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);
const CERTIFICATE =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|EPROTO$)/;

/** Which failure an error of a socket or of TLS is. */
export function failureOfNode(error: unknown): Failure | undefined {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code } = (first ?? {}) as { code?: unknown };
  if (typeof code !== "string") return undefined;
  if (REFUSED.has(code)) return "CONNECTION_REFUSED";
  if (LOST.has(code)) return "CONNECTION_LOST";
  return CERTIFICATE.test(code) ? "TLS_FAILED" : undefined;
}
