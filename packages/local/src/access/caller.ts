import type { Policy } from "@cloudapi/iam/evaluation";

/** The policies of a caller, as they are now. */
export interface CallerPolicies {
  readonly identity: readonly Policy[];
  readonly boundary: Policy | undefined;
  readonly session: readonly Policy[] | undefined;
}

/** Who makes a request: what its signature says. */
export interface Caller {
  readonly arn: string;
  /** What `aws:userid` is. */
  readonly id: string;
  /** The role of a session. */
  readonly roleArn: string | undefined;
  /** When a session was made, in milliseconds since the epoch. */
  readonly issuedAt: number | undefined;
  /** The services that ask on somebody's behalf, the first first. */
  readonly calledVia: readonly string[];
  readonly policies: () => CallerPolicies;
}

/** What a signature is checked with. */
export interface SigningCredential {
  readonly secretAccessKey: string;
  /** A session's; requests must carry it. */
  readonly sessionToken: string | undefined;
  /** When it ends, in milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  readonly caller: Caller;
}

/** The credential of an access key; `undefined` for a key that there is none of. */
export type CredentialLookup = (accessKeyId: string) => SigningCredential | undefined;
