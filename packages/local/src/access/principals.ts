import { randomBytes } from "node:crypto";
import type { Policy, PolicySource } from "@cloudapi/iam/evaluation";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { Caller, CredentialLookup, SigningCredential } from "./caller.ts";
import { Directory, newId } from "./directory/directory.ts";
import type { AccessKey, Holder, KeptRole, KeptUser, UserKey } from "./directory/kept.ts";
import { putPolicies, readGiven, readTrust, splitName } from "./directory/put-holder.ts";

/** Policies that a user or role has. */
export interface PrincipalPolicies {
  /** By name; a name is what the log of calls says of a statement that decides. */
  readonly policies?: Readonly<Record<string, PolicySource>>;
  readonly boundary?: PolicySource | undefined;
}

/** A role, and who may assume it. */
export interface RolePolicies extends PrincipalPolicies {
  readonly trust: PolicySource;
}

/** The key of a session. */
export interface SessionKey extends AccessKey {
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** How a session is made. */
export interface SessionInput {
  readonly role: KeptRole;
  readonly sessionName: string;
  readonly policies: readonly Policy[] | undefined;
  readonly durationMs: number;
}

const FORWARDED = 1000;
const MOST_SESSION_SECONDS = 43_200;

/** Whose key is whose: users, sessions of roles, and services that ask on their behalf. */
export class Principals {
  readonly directory: Directory;
  readonly #identity: CloudIdentity;
  readonly #now: () => number;
  readonly #credentials = new Map<string, SigningCredential>();
  readonly #forwarded = new Map<Caller, Map<string, AccessKey>>();

  constructor(identity: CloudIdentity, now: () => number) {
    const { accountId, accessKeyId, secretAccessKey } = identity;
    this.directory = new Directory(accountId, now);
    this.#identity = identity;
    this.#now = now;
    const root = {
      arn: `arn:aws:iam::${accountId}:root`,
      id: accountId,
      roleArn: undefined,
      issuedAt: undefined,
      calledVia: [],
      policies: () => ({ identity: [], boundary: undefined, session: undefined }),
    };
    const lasting = { sessionToken: undefined, expiresAt: undefined };
    this.#credentials.set(accessKeyId, { secretAccessKey, ...lasting, caller: root });
  }

  readonly credential: CredentialLookup = (accessKeyId) => this.#credentials.get(accessKeyId);

  /** Make a user, or give one other policies; its first key stays. */
  putUser(
    fullName: string,
    input: PrincipalPolicies,
  ): { readonly arn: string; readonly key: AccessKey } {
    const at = splitName("putUser", "user", fullName);
    const given = readGiven("putUser", input);
    const known = this.directory.users.get(at.name);
    const user = known ?? this.directory.addUser(at);
    putPolicies(this.directory, user, { what: "putUser", at, given });
    const [key = this.addKey(user)] = user.keys.values();
    return { arn: user.arn, key };
  }

  /** Make a role, or give one other policies; its sessions follow. */
  putRole(fullName: string, input: RolePolicies): KeptRole {
    const at = splitName("putRole", "role", fullName);
    const trust = readTrust(input.trust);
    const given = readGiven("putRole", input);
    const role =
      this.directory.roles.get(at.name) ??
      this.directory.addRole(at, {
        trust,
        description: undefined,
        maxSessionSeconds: MOST_SESSION_SECONDS,
      });
    putPolicies(this.directory, role, { what: "putRole", at, given });
    role.trust = trust;
    return role;
  }

  /** A role by its ARN. */
  role(arn: string): KeptRole | undefined {
    return this.directory.roles.byArn(arn);
  }

  /** Give a user another access key. */
  addKey(user: KeptUser): UserKey {
    const key = { ...newKey("AKIA"), createdAt: this.#now(), isActive: false };
    user.keys.set(key.accessKeyId, key);
    this.setKey(user, key, true);
    return key;
  }

  /** Have a user's key work, or not. */
  setKey(user: KeptUser, key: UserKey, isActive: boolean): void {
    key.isActive = isActive;
    const { accessKeyId, secretAccessKey } = key;
    if (!isActive) {
      this.#credentials.delete(accessKeyId);
      return;
    }
    const { arn, id } = user;
    const policies = () => this.#policiesOf(user);
    this.#credentials.set(accessKeyId, {
      secretAccessKey,
      sessionToken: undefined,
      expiresAt: undefined,
      caller: { arn, id, roleArn: undefined, issuedAt: undefined, calledVia: [], policies },
    });
  }

  /** Take a key from a user. */
  dropKey(user: KeptUser, key: UserKey): void {
    this.setKey(user, key, false);
    user.keys.delete(key.accessKeyId);
  }

  /** Make a session of a role. */
  openSession({
    role,
    sessionName,
    policies,
    durationMs,
  }: SessionInput): SessionKey & { arn: string; id: string } {
    const key = newKey("ASIA");
    const sessionToken = randomBytes(48).toString("base64");
    const issuedAt = this.#now();
    const expiresAt = issuedAt + durationMs;
    const arn = `arn:aws:sts::${this.#identity.accountId}:assumed-role/${role.name}/${sessionName}`;
    const id = `${role.id}:${sessionName}`;
    const session = () => ({ ...this.#policiesOf(role), session: policies });
    this.#credentials.set(key.accessKeyId, {
      secretAccessKey: key.secretAccessKey,
      sessionToken,
      expiresAt,
      caller: { arn, id, roleArn: role.arn, issuedAt, calledVia: [], policies: session },
    });
    return { ...key, sessionToken, expiresAt, arn, id };
  }

  /** A key with which a service asks on a caller's behalf; nobody outside ever sees it. */
  forward(caller: Caller, service: string): AccessKey {
    // By who called, not by its name: two sessions of one name may have different policies.
    const keys = this.#forwarded.get(caller) ?? new Map<string, AccessKey>();
    const known = keys.get(service);
    if (known !== undefined) return known;
    const key = newKey("FWDA");
    this.#forwarded.set(caller, keys.set(service, key));
    this.#credentials.set(key.accessKeyId, {
      secretAccessKey: key.secretAccessKey,
      sessionToken: undefined,
      expiresAt: undefined,
      caller: { ...caller, calledVia: [...caller.calledVia, service] },
    });
    const [oldest] = this.#forwarded;
    if (this.#forwarded.size > FORWARDED && oldest !== undefined) {
      this.#forwarded.delete(oldest[0]);
      for (const { accessKeyId } of oldest[1].values()) this.#credentials.delete(accessKeyId);
    }
    return key;
  }

  /** What a user or role may do now: one that has been deleted nothing, even when there is another of its name. */
  #policiesOf(holder: Holder) {
    const isThere = this.directory.holder(holder.arn) === holder;
    const none = { identity: [], boundary: undefined };
    return { ...(isThere ? this.directory.policiesOf(holder) : none), session: undefined };
  }
}

function newKey(prefix: string): AccessKey {
  return { accessKeyId: newId(prefix), secretAccessKey: randomBytes(30).toString("base64") };
}
