import { awsData } from "./aws-data.ts";
import { ANY_OF_NAME, overlap } from "./overlap.ts";
import type { KnownAction } from "./statement-actions.ts";

/** Parts of an ARN that have no slash and no colon, so that what follows one is another part. */
const NAMES = new Set(["BucketName", "Partition", "Region", "Account"]);

/** Whether some resource of an action's types can match a pattern of a policy. */
export async function fitsResource(action: KnownAction, pattern: string): Promise<boolean> {
  const { service, details } = action;
  if (pattern === "*" || details.resourceTypes.length === 0) return pattern === "*";
  const { iamResourceTypeDetails } = await awsData();
  const policy = policyTokens(pattern);
  for (const { name } of details.resourceTypes) {
    const type = await iamResourceTypeDetails(service, name).catch(() => undefined);
    // Of a type that the data doesn't describe, nothing can be said.
    if (type === undefined || overlap(policy, typeTokens(type.arn))) return true;
  }
  return false;
}

/** Whether an action is about no resource, so that only `*` allows it. */
export function needsAll({ details }: KnownAction): boolean {
  return details.resourceTypes.length === 0;
}

/** A policy's variables may be anything, but for those that stand for a wildcard itself. */
function policyTokens(pattern: string): string[] {
  const parts = pattern.split(/(\$\{[^{}]*\})/);
  return parts.flatMap((part) => {
    const variable = /^\$\{(.*)\}$/.exec(part)?.[1];
    if (variable === undefined) return Array.from(part);
    // A literal wildcard is a character that no other token is.
    return [/^[*?$]$/.test(variable) ? "?" : "*"];
  });
}

function typeTokens(arn: string): string[] {
  return arn.split(/(\$\{[^{}]*\})/).flatMap((part) => {
    const name = /^\$\{(.*)\}$/.exec(part)?.[1];
    if (name === undefined) return Array.from(part);
    return [NAMES.has(name) ? ANY_OF_NAME : "*"];
  });
}
