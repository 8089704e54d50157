import { matchesWildcards } from "../../text/matches-wildcards.ts";
import { S3Error } from "../s3-error.ts";

/** A statement of a bucket's policy, its lists made lists. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  /** Whom it is about; `*` is everybody. */
  readonly principals: readonly string[];
  /** Whether it is about everybody else. */
  readonly notPrincipal: boolean;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const FIELDS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const PRINCIPAL_KINDS = ["AWS", "Service", "Federated", "CanonicalUser"];
/** Actions on objects; the other ones are on buckets, unless a wildcard leaves it open. */
const OBJECT_ACTION =
  /^s3:(?:(?=Bypass|Delete|Get|Initiate|Put|Replicate|Restore|Update)(?=\w*(?:Object(?!LockConfiguration)|Governance))\w+|AbortMultipartUpload|ListMultipartUploadParts|ReplicateDelete|ReplicateTags|InitiateReplication|ObjectOwnerOverrideToBucketOwner)$/i;

/**
 * Check a statement, as far as S3 does without knowing who the principals are.
 *
 * @throws {S3Error} MalformedPolicy
 */
export function checkStatement(value: unknown, bucketName: string): PolicyStatement {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed("Invalid policy syntax.");
  const statement: Record<string, unknown> = { ...value };
  const stranger = Object.keys(statement).find((name) => !FIELDS.includes(name));
  if (stranger !== undefined) throw malformed(`Unknown field ${stranger.slice(0, 50)}`);
  const effect = statement["Effect"];
  if (effect === undefined) throw malformed("Missing required field Effect");
  if (effect !== "Allow" && effect !== "Deny") throw malformed("Invalid effect");
  const who = oneOf(statement, "Principal", "NotPrincipal");
  const actions = texts(oneOf(statement, "Action", "NotAction"), "Policy has invalid action");
  const resources = texts(
    oneOf(statement, "Resource", "NotResource"),
    "Policy has invalid resource",
  );
  checkResources(resources, bucketName);
  checkActions(actions, resources);
  return {
    effect,
    principals: readPrincipals(who),
    notPrincipal: statement["NotPrincipal"] !== undefined,
    conditions: readConditions(statement["Condition"]),
  };
}

function oneOf(statement: Readonly<Record<string, unknown>>, name: string, not: string): unknown {
  const [plain, negated] = [statement[name], statement[not]];
  if (plain === undefined && negated === undefined)
    throw malformed(`Missing required field ${name}`);
  if (plain !== undefined && negated !== undefined) throw malformed("Invalid policy syntax.");
  return plain ?? negated;
}

function texts(value: unknown, fault: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw malformed(fault);
  return list.map((item) => {
    if (typeof item !== "string") throw malformed(fault);
    return item;
  });
}

function readPrincipals(value: unknown): string[] {
  const fault = "Invalid principal in policy";
  if (value === "*") return ["*"];
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(fault);
  return Object.entries(value).flatMap(([kind, named]) => {
    if (!PRINCIPAL_KINDS.includes(kind)) throw malformed(fault);
    const names = texts(named, fault);
    const isOne = (name: string) =>
      kind !== "AWS" || /^(\*|\d{12}|arn:aws[\w-]*:(iam|sts)::\d{12}:.+)$/.test(name);
    if (!names.every(isOne)) throw malformed(fault);
    return names;
  });
}

function checkResources(resources: readonly string[], bucketName: string): void {
  for (const resource of resources) {
    const [, name] = /^arn:aws[\w-]*:s3:::([^/]+)/.exec(resource) ?? [];
    if (name === undefined || !matchesWildcards(name, bucketName))
      throw new S3Error("MalformedPolicy", "Policy has invalid resource", {
        details: { Detail: resource.slice(0, 200) },
      });
  }
}

/** An action on objects needs a resource that can be an object, an action on the bucket one that can be the bucket. */
function checkActions(actions: readonly string[], resources: readonly string[]): void {
  const objects = resources.some((resource) => /[/*]/.test(resource));
  const buckets = resources.some((resource) => !resource.includes("/"));
  for (const action of actions) {
    if (!/^(\*|s3:[\w*?]+)$/i.test(action)) throw malformed("Policy has invalid action");
    const fits = /[*?]/.test(action) || (OBJECT_ACTION.test(action) ? objects : buckets);
    if (!fits) throw malformed("Action does not apply to any resource(s) in statement");
  }
}

function readConditions(value: unknown): PolicyStatement["conditions"] {
  const fault = "Invalid condition in policy";
  if (value === undefined) return {};
  const operators = Object.entries(asRecord(value, fault));
  return Object.fromEntries(
    operators.map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(asRecord(keys, fault)).map(([key, wanted]) => {
          const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
          return [key, list.map(String)];
        }),
      ),
    ]),
  );
}

function asRecord(value: unknown, fault: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(fault);
  return { ...value };
}

function malformed(message: string): S3Error {
  return new S3Error("MalformedPolicy", message);
}
