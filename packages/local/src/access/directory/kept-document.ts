import {
  type Policy,
  type PolicySource,
  readPolicy,
  type Statement,
} from "@cloudapi/iam/evaluation";
import type { KeptDocument } from "./kept.ts";

/** A document as it is kept, or the first thing that is wrong with it. */
export type DocumentReading =
  | { readonly document: KeptDocument; readonly fault?: never }
  | { readonly document?: never; readonly fault: string };

/** Read a policy document that was given as text, as an object, or already read. */
export function keptDocument(source: PolicySource, name: string | undefined): DocumentReading {
  if (typeof source === "object" && "statements" in source)
    return { document: { text: JSON.stringify(documentOf(source)), policy: source } };
  const { policy, issues } = readPolicy(source, { name });
  if (policy !== undefined)
    return {
      document: { text: typeof source === "string" ? source : JSON.stringify(source), policy },
    };
  const [issue] = issues;
  return { fault: `${issue?.message} (at ${issue?.path.join(".") || "the document"})` };
}

/** The document that a policy was read from, or one that says the same. */
function documentOf({ version, statements }: Policy): object {
  return { Version: version, Statement: statements.map(statementOf) };
}

function statementOf({ sid, effect, principal, action, resource, conditions }: Statement): object {
  const condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions)
    condition[operator] = { ...condition[operator], [key]: values };
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...(principal === undefined
      ? {}
      : { [principal.not ? "NotPrincipal" : "Principal"]: principalsOf(principal) }),
    [action.not ? "NotAction" : "Action"]: action.patterns,
    ...(resource === undefined
      ? {}
      : { [resource.not ? "NotResource" : "Resource"]: resource.patterns }),
    ...(conditions.length === 0 ? {} : { Condition: condition }),
  };
}

function principalsOf(principal: NonNullable<Statement["principal"]>): object {
  const { aws, service, federated, canonicalUser } = principal;
  const named = { AWS: aws, Service: service, Federated: federated, CanonicalUser: canonicalUser };
  return Object.fromEntries(Object.entries(named).filter(([, names]) => names.length > 0));
}
