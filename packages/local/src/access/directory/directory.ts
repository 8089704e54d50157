import { randomBytes } from "node:crypto";
import type { Policy } from "@cloudapi/iam/evaluation";
import type {
  Holder,
  HolderKind,
  KeptDocument,
  KeptGroup,
  KeptRole,
  KeptUser,
  ManagedPolicy,
  Named,
} from "./kept.ts";

/** What something is called, and where. */
export interface NewName {
  readonly name: string;
  /** Default `/`. */
  readonly path?: string | undefined;
}

/** The users, roles, groups and managed policies of an account. Names are compared without regard to case. */
export class Directory {
  readonly users = new Shelf<KeptUser>();
  readonly roles = new Shelf<KeptRole>();
  readonly groups = new Shelf<KeptGroup>();
  readonly policies = new Shelf<ManagedPolicy>();
  readonly accountId: string;
  readonly now: () => number;

  constructor(accountId: string, now: () => number) {
    this.accountId = accountId;
    this.now = now;
  }

  addUser(at: NewName): KeptUser {
    return this.users.add({ ...this.#holder("user", "AIDA", at), kind: "user", keys: new Map() });
  }

  addRole(
    at: NewName,
    {
      trust,
      description,
      maxSessionSeconds,
    }: Pick<KeptRole, "trust" | "description" | "maxSessionSeconds">,
  ): KeptRole {
    const holder = this.#holder("role", "AROA", at);
    return this.roles.add({ ...holder, kind: "role", trust, description, maxSessionSeconds });
  }

  addGroup(at: NewName): KeptGroup {
    return this.groups.add({
      ...this.#holder("group", "AGPA", at),
      kind: "group",
      users: new Set(),
    });
  }

  addPolicy(at: NewName, document: KeptDocument, description?: string): ManagedPolicy {
    const named = this.#named("policy", "ANPA", at);
    const { createdAt } = named;
    return this.policies.add({
      ...named,
      description,
      versions: new Map([["v1", { id: "v1", createdAt, document }]]),
      defaultVersion: "v1",
      updatedAt: createdAt,
      made: 1,
    });
  }

  /** A user, role or group by its ARN. */
  holder(arn: string): Holder | undefined {
    return this.users.byArn(arn) ?? this.roles.byArn(arn) ?? this.groups.byArn(arn);
  }

  /** The groups that a user is in. */
  groupsOf({ name }: Named): KeptGroup[] {
    return this.groups.all().filter(({ users }) => users.has(name));
  }

  /** What a managed policy says in the version that counts. */
  managed(arn: string): KeptDocument | undefined {
    const policy = this.policies.byArn(arn);
    return policy?.versions.get(policy.defaultVersion)?.document;
  }

  /** The policies of a holder as they are now: inline ones, attached ones, and those of a user's groups. */
  policiesOf(holder: Holder): { identity: readonly Policy[]; boundary: Policy | undefined } {
    const holders = holder.kind === "user" ? [holder, ...this.groupsOf(holder)] : [holder];
    const documents = holders.flatMap(({ inline, attached }) => [
      ...inline.values(),
      ...[...attached].flatMap((arn) => this.managed(arn) ?? []),
    ]);
    return {
      identity: documents.map(({ policy }) => policy),
      boundary: holder.boundary === undefined ? undefined : this.managed(holder.boundary)?.policy,
    };
  }

  #holder(kind: HolderKind, prefix: string, at: NewName): Omit<Holder, "kind"> {
    return {
      ...this.#named(kind, prefix, at),
      inline: new Map(),
      attached: new Set(),
      boundary: undefined,
    };
  }

  #named(kind: string, prefix: string, { name, path = "/" }: NewName): Named {
    const arn = `arn:aws:iam::${this.accountId}:${kind}${path}${name}`;
    return { name, path, arn, id: newId(prefix), createdAt: this.now() };
  }
}

/** Things of one kind, by their names. */
class Shelf<T extends Named> {
  readonly #byName = new Map<string, T>();

  get(name: string): T | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  byArn(arn: string): T | undefined {
    const found = this.get(arn.slice(arn.lastIndexOf("/") + 1));
    return found?.arn === arn ? found : undefined;
  }

  /** In the order of their names. */
  all(): T[] {
    return [...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }

  add(item: T): T {
    this.#byName.set(item.name.toLowerCase(), item);
    return item;
  }

  delete({ name }: Named): void {
    this.#byName.delete(name.toLowerCase());
  }
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A name as IAM gives keys and principals: four letters for what it is, then sixteen more. */
export function newId(prefix: string): string {
  return prefix + [...randomBytes(16)].map((byte) => LETTERS[byte % 32]).join("");
}
