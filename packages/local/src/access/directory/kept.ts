import type { Policy } from "@cloudapi/iam/evaluation";

/** A policy document: its text as it was given, and what it says. */
export interface KeptDocument {
  readonly text: string;
  readonly policy: Policy;
}

/** Who has policies. */
export type HolderKind = "user" | "role" | "group";

/** What users, roles, groups and managed policies have in common. */
export interface Named {
  readonly name: string;
  /** `/` first and last. */
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  /** In milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A user, role or group with its policies. */
export interface Holder extends Named {
  readonly kind: HolderKind;
  /** By the policy's name. */
  readonly inline: Map<string, KeptDocument>;
  /** The ARNs of managed policies. */
  readonly attached: Set<string>;
  /** The ARN of the managed policy that is its permissions boundary; groups have none. */
  boundary: string | undefined;
}

/** An access key; a session's has a token. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A user's access key, which works while it is active. */
export interface UserKey extends AccessKey {
  readonly createdAt: number;
  isActive: boolean;
}

export interface KeptUser extends Holder {
  readonly kind: "user";
  readonly keys: Map<string, UserKey>;
}

export interface KeptRole extends Holder {
  readonly kind: "role";
  trust: KeptDocument;
  description: string | undefined;
  /** How long its sessions may last. */
  maxSessionSeconds: number;
}

export interface KeptGroup extends Holder {
  readonly kind: "group";
  /** The names of its users. */
  readonly users: Set<string>;
}

/** A version of a managed policy. */
export interface PolicyVersion {
  readonly id: string;
  readonly createdAt: number;
  readonly document: KeptDocument;
}

export interface ManagedPolicy extends Named {
  readonly description: string | undefined;
  readonly versions: Map<string, PolicyVersion>;
  /** The version that counts. */
  defaultVersion: string;
  updatedAt: number;
  /** How many versions there have been: their numbers are not used again. */
  made: number;
}
