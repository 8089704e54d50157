import type { RequestContext } from "@cloudapi/iam/evaluation";
import type { Caller } from "../access/caller.ts";
import type { Directory, NewName } from "../access/directory/directory.ts";
import type {
  Holder,
  HolderKind,
  KeptGroup,
  KeptRole,
  KeptUser,
} from "../access/directory/kept.ts";
import type { Principals } from "../access/principals.ts";
import type { QueryForm } from "../http/query-protocol.ts";
import type { XmlNode } from "../s3/xml/write-xml.ts";
import { noSuchEntity, validationError } from "./iam-error.ts";

/** An operation of IAM. */
export interface IamOperation {
  /** Its parameters that must be there, and those that may. */
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** What policies say it is about. */
  readonly resource: (call: IamCall) => string;
  readonly context?: (call: IamCall) => RequestContext;
  /** Do it; `undefined` where the answer has no result. */
  readonly run: (call: IamCall) => XmlNode | undefined;
}

export const NOUNS = { user: "User", role: "Role", group: "Group" } as const;

interface HolderOf {
  readonly user: KeptUser;
  readonly role: KeptRole;
  readonly group: KeptGroup;
}

/** A call: its parameters, who makes it, and what it is about. */
export class IamCall {
  readonly principals: Principals;
  readonly caller: Caller;
  readonly #form: QueryForm;

  constructor(principals: Principals, caller: Caller, form: QueryForm) {
    this.principals = principals;
    this.caller = caller;
    this.#form = form;
  }

  get directory(): Directory {
    return this.principals.directory;
  }

  get operation(): string {
    return this.#form.get("Action") ?? "";
  }

  /** The names of the parameters, lists by what they are called: `ActionNames` of `ActionNames.member.1`. */
  names(): string[] {
    const names = [...this.#form.keys()].map((name) => name.split(".")[0] ?? "");
    return [...new Set(names)].filter((name) => name !== "Action" && name !== "Version");
  }

  text(name: string): string | undefined {
    return this.#form.get(name);
  }

  /** A parameter of which the operation has said that it must be there. */
  need(name: string): string {
    return this.#form.get(name) ?? "";
  }

  flag(name: string): boolean {
    return this.#form.get(name)?.toLowerCase() === "true";
  }

  /** A list, in its order. */
  list(name: string): string[] {
    return this.members(name).map((member) => this.#form.get(member) ?? "");
  }

  /** How the members of a list begin: `ContextEntries.member.1`. */
  members(name: string): string[] {
    const start = `${name}.member.`;
    const places = [...this.#form.keys()]
      .filter((key) => key.startsWith(start))
      .map((key) => Number(key.slice(start.length).split(".")[0]));
    return [...new Set(places)].sort((a, b) => a - b).map((place) => `${start}${place}`);
  }

  /** The user, role or group that the call names. */
  holder<K extends HolderKind>(kind: K): HolderOf[K] {
    const name = this.need(`${NOUNS[kind]}Name`);
    const found = this.#find(kind, name);
    if (found !== undefined) return found;
    throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  }

  /** What policies ask of a user or role whose policies are changed: the boundary that it has. */
  boundaryKey(kind: HolderKind): RequestContext {
    const boundary = this.#find(kind, this.need(`${NOUNS[kind]}Name`))?.boundary;
    return boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
  }

  /** Its ARN; that of one without a path, where there is none of the name. */
  holderArn(kind: HolderKind): string {
    const name = this.need(`${NOUNS[kind]}Name`);
    return this.#find(kind, name)?.arn ?? this.arn(kind, { name });
  }

  /** The ARN that something is to have. */
  arn(kind: HolderKind | "policy", { name, path = "/" }: NewName): string {
    return `arn:aws:iam::${this.directory.accountId}:${kind}${path}${name}`;
  }

  /** Where something is to be. */
  newName(parameter: string, most: number): Required<NewName> {
    const name = this.need(parameter);
    if (!/^[\w+=,.@-]+$/.test(name) || name.length > most)
      throw validationError(
        `The specified value for ${parameter[0]?.toLowerCase()}${parameter.slice(1)} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and at most ${most} of them.`,
      );
    const path = this.text("Path") ?? "/";
    const isPath = path === "/" || /^\/[\u0021-\u007e]{1,510}\/$/.test(path);
    if (isPath) return { name, path };
    throw validationError(
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    );
  }

  #find<K extends HolderKind>(kind: K, name: string): HolderOf[K] | undefined {
    const { users, roles, groups } = this.directory;
    const found: { readonly [Kind in HolderKind]: Holder | undefined } = {
      user: users.get(name),
      role: roles.get(name),
      group: groups.get(name),
    };
    return found[kind] as HolderOf[K] | undefined;
  }
}
