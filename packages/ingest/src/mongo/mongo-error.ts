import { isCloudApiError } from "@cloudapi/core";
import { IngestError } from "../errors/ingest-error.ts";
import { withoutCredentials } from "../errors/without-credentials.ts";

/** Where it happened. */
export interface Where {
  readonly source: string;
  readonly table?: string | undefined;
}

/** What the driver throws, as far as it matters here. */
interface DriverError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly codeName?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly reason?: {
    readonly error?: unknown;
    readonly servers?: ReadonlyMap<string, { readonly error?: unknown }>;
  };
}

type Told = readonly [code: string, text: string];

/** What the server's numbers mean for who reads. */
const SERVER_CODES: Readonly<Record<number, Told>> = {
  13: [
    "SOURCE_ACCESS_DENIED",
    "The user may not read this. Grant the role read on the database, or find and listCollections on it.",
  ],
  18: [
    "LOGIN_REFUSED",
    "The server refuses the user or the password. Check both, and authSource, the database that the user was made in.",
  ],
  26: ["NO_SUCH_TABLE", "There is no such collection."],
  50: [
    "STATEMENT_TIMEOUT",
    "The server ended the query, which took longer than it may. Raise maxTimeMS, or read in smaller parts.",
  ],
  175: [
    "TABLE_CHANGED",
    "The collection was dropped or renamed while it was read. Discover it and read it again.",
  ],
  239: [
    "SOURCE_FAILED",
    'The snapshot is older than the server keeps. Raise minSnapshotHistoryWindowInSeconds, or read with consistency: "ranges".',
  ],
  246: ["SOURCE_FAILED", 'The server has no snapshot for this. Read with consistency: "ranges".'],
  8000: [
    "LOGIN_REFUSED",
    "The server refuses the user or the password. Check both, and authSource, the database that the user was made in.",
  ],
};

const REFUSED: Told = [
  "CONNECTION_REFUSED",
  "No server answers at the address. Check host and port, and that it is up and may be reached from here. A server that only takes TLS doesn't answer without either: set tls=true.",
];
const LOST: Told = [
  "CONNECTION_LOST",
  "The connection broke while it was used. Run again: what was written stays as it was.",
];
const TLS: Told = [
  "TLS_FAILED",
  "The server's certificate is not trusted, or it has no TLS. Pass the authority's certificate as tlsCAFile.",
];

/** An error of the driver as one that names source and collection and says what to do. */
export function mongoError(error: unknown, { source, table }: Where): Error {
  if (isCloudApiError(error)) return error;
  const [code, advice] = tell(error as DriverError);
  const place = table === undefined ? source : `${source}, collection "${table}"`;
  const said = withoutCredentials(String((error as DriverError)?.message ?? error));
  return new IngestError(code, `${place}: ${advice} The driver says: ${said}`, {
    cause: error,
    source,
    table,
  });
}

function tell(error: DriverError): Told {
  const known = typeof error?.code === "number" ? SERVER_CODES[error.code] : undefined;
  if (known !== undefined) return known;
  const chain = chainOf(error);
  if (chain.some(isTls)) return TLS;
  if (error?.name === "MongoServerSelectionError") return REFUSED;
  if (chain.some(({ code }) => code === "ECONNREFUSED" || code === "ENOTFOUND")) return REFUSED;
  if (
    chain.some(({ name }) =>
      /^Mongo(?:Network|Topology|PoolCleared|NotConnected)/.test(String(name)),
    )
  )
    return LOST;
  return ["SOURCE_FAILED", "The server could not do what was asked."];
}

/** An error, what caused it, and what the servers of a topology say. */
function chainOf(error: unknown, depth = 0): DriverError[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  const { cause, reason } = error as DriverError;
  const servers = reason?.servers instanceof Map ? [...reason.servers.values()] : [];
  const others = [
    cause,
    reason?.error,
    ...servers.map((server: { error?: unknown }) => server.error),
  ];
  return [error as DriverError, ...others.flatMap((each) => chainOf(each, depth + 1))];
}

const TLS_WORDS = /certificate|self-signed|SSL routines|wrong version number|TLS/i;

function isTls({ code, message }: DriverError): boolean {
  const text = `${String(code)} ${String(message)}`;
  return (
    /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/.test(text) ||
    TLS_WORDS.test(text)
  );
}
