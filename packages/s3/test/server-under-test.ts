/** A server that the conformance suite is run against. */
export interface ServerUnderTest {
  readonly name: string;
  /** What this server is known to get wrong; everything else must hold. */
  readonly weaknesses: ReadonlySet<Weakness>;
  start(): Promise<RunningServer>;
}

export interface RunningServer {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
}

/** Each is asked for by name in the suite, which then asserts what still holds. */
export type Weakness =
  /** A body that does not have the checksum it was sent with is stored. */
  | "stores wrong checksums"
  /** Presigned URLs work after their expiry, with changed headers and for other keys. */
  | "ignores signatures"
  /** A wrong secret is taken in signed headers. */
  | "ignores secrets"
  /** An object of several parts has no checksum of its whole content. */
  | "composite checksums only"
  /** CompleteMultipartUpload does not know If-Match. */
  | "ignores If-Match on complete"
  /** Keys stand for files: `..` is resolved, `a` and `a/b` exclude each other. */
  | "keys are paths"
  /** A line break in a key is not found. */
  | "no line breaks in keys"
  /** Control characters in keys come back changed. */
  | "no control characters in keys"
  /** Every upload was begun in 2010. */
  | "no dates of uploads"
  | "no public access block"
  | "no bucket encryption"
  | "no ownership controls";

/** What other S3 servers are known to get wrong, as seen running. */
const KNOWN_SERVERS: Readonly<Record<string, readonly Weakness[]>> = {
  MOTO: [
    "stores wrong checksums",
    "ignores signatures",
    "ignores secrets",
    "ignores If-Match on complete",
    "no dates of uploads",
    "no line breaks in keys",
  ],
  VERSITYGW: [
    "keys are paths",
    "no control characters in keys",
    "no public access block",
    "no bucket encryption",
  ],
  MINISTACK: ["composite checksums only", "ignores secrets"],
  MINIO: ["keys are paths", "no public access block", "no ownership controls"],
};

/** The servers named in the environment, such as CLOUDAPI_TEST_S3_MOTO=http://127.0.0.1:5000; others have no start. */
export function serversOfEnvironment(
  env: NodeJS.ProcessEnv,
): readonly (ServerUnderTest | MissingServer)[] {
  return Object.entries(KNOWN_SERVERS).map(([name, weaknesses]) => {
    const variable = `CLOUDAPI_TEST_S3_${name}`;
    const endpoint = env[variable];
    if (endpoint === undefined || endpoint === "") return { name, missing: variable };
    return { name, weaknesses: new Set(weaknesses), start: async () => running(endpoint, env) };
  });
}

export interface MissingServer {
  readonly name: string;
  /** The variable that would name it. */
  readonly missing: string;
}

function running(endpoint: string, env: NodeJS.ProcessEnv): RunningServer {
  return {
    endpoint,
    region: "us-east-1",
    credentials: {
      accessKeyId: env["CLOUDAPI_TEST_ACCESS_KEY"] ?? "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey:
        env["CLOUDAPI_TEST_SECRET_KEY"] ?? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    close: async () => {},
  };
}
