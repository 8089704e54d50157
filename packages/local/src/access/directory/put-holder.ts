import type { PolicySource } from "@cloudapi/iam/evaluation";
import type { Directory, NewName } from "./directory.ts";
import type { Holder, KeptDocument } from "./kept.ts";
import { keptDocument } from "./kept-document.ts";

/** The policies that a user or role is to have, read. */
export interface GivenPolicies {
  readonly inline: readonly (readonly [name: string, document: KeptDocument])[];
  readonly boundary: KeptDocument | undefined;
}

/**
 * A name with its path, taken apart.
 *
 * @throws {TypeError} when it is none
 */
export function splitName(
  what: string,
  kind: "user" | "role",
  fullName: string,
): Required<NewName> {
  const parts = fullName.split("/");
  const name = parts.at(-1) ?? "";
  const isName = parts.every((part) => /^[\w+=,.@-]+$/.test(part)) && name.length <= 64;
  if (!isName || fullName.length > 512)
    throw new TypeError(
      `${what}: name must be that of an IAM ${kind} (letters, digits and +=,.@_-), not ${JSON.stringify(fullName)}.`,
    );
  const path = ["", ...parts.slice(0, -1), ""].join("/");
  return { name, path };
}

/** @throws {TypeError} that names the first thing that is wrong with a document */
export function readGiven(
  what: string,
  input: {
    readonly policies?: Readonly<Record<string, PolicySource>>;
    readonly boundary?: PolicySource | undefined;
  },
): GivenPolicies {
  const { policies = {}, boundary } = input;
  return {
    inline: Object.entries(policies).map(([name, source]) => [
      name,
      readSource(`${what}: policies.${name}`, source, name),
    ]),
    boundary:
      boundary === undefined ? undefined : readSource(`${what}: boundary`, boundary, "boundary"),
  };
}

/** @throws {TypeError} that names the first thing that is wrong with it */
export function readTrust(source: PolicySource): KeptDocument {
  return readSource("putRole: trust", source, undefined);
}

/**
 * Give a user or role these policies in place of those it has. A boundary is a managed policy of its own.
 *
 * @throws {TypeError} when the name is taken, by one with another path
 */
export function putPolicies(
  directory: Directory,
  holder: Holder,
  { what, at, given }: { what: string; at: Required<NewName>; given: GivenPolicies },
): void {
  if (holder.name !== at.name || holder.path !== at.path)
    throw new TypeError(
      `${what}: there is ${holder.arn} already; a name is taken once, whatever its path and case.`,
    );
  holder.inline.clear();
  for (const [name, document] of given.inline) holder.inline.set(name, document);
  holder.attached.clear();
  holder.boundary =
    given.boundary === undefined ? undefined : boundaryOf(directory, holder, given.boundary);
}

function boundaryOf(directory: Directory, { kind, name }: Holder, document: KeptDocument): string {
  const known = directory.policies.get(`${kind}-${name}-boundary`);
  if (known !== undefined) directory.policies.delete(known);
  const at = { name: `${kind}-${name}-boundary`, path: "/boundaries/" };
  return directory.addPolicy(at, document).arn;
}

function readSource(what: string, source: PolicySource, name: string | undefined): KeptDocument {
  const { document, fault } = keptDocument(source, name);
  if (document !== undefined) return document;
  throw new TypeError(`${what} is no policy: ${fault}`);
}
