import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import type { Policy } from "../document/policy.ts";
import {
  ask,
  listed,
  managedPolicies,
  managedPolicy,
  type PrincipalPolicyDocuments,
  parse,
  type Reading,
} from "./read-policies.ts";

/** The policies of a role, as far as IAM shows them. */
export interface RolePolicyDocuments extends PrincipalPolicyDocuments {
  readonly roleArn: string;
}

/**
 * Read the policies of a role: inline, attached, and its boundary.
 *
 * @throws {IamCheckError} `NO_SUCH_PRINCIPAL`, `CANNOT_READ_ROLE`, `CANNOT_READ_POLICIES` naming the right that the caller
 *   lacks, `INVALID_POLICY` for a document that can't be read
 */
export async function readRolePolicies(
  iam: IAMClient,
  roleName: string,
  signal?: AbortSignal,
): Promise<RolePolicyDocuments> {
  const reading = { iam, name: roleName, signal };
  const { Role: role } = await ask(reading, "iam:GetRole", (options) =>
    iam.send(new GetRoleCommand({ RoleName: roleName }), options),
  );
  const boundary = role?.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    roleArn: role?.Arn ?? roleName,
    identity: [...(await inlinePolicies(reading)), ...(await attachedPolicies(reading))],
    boundary: boundary === undefined ? undefined : await managedPolicy(reading, boundary),
  };
}

async function inlinePolicies(reading: Reading): Promise<Policy[]> {
  const { iam, name: roleName } = reading;
  const pages = paginateListRolePolicies({ client: iam }, { RoleName: roleName });
  const names = await listed(reading, "iam:ListRolePolicies", pages, (page) => page.PolicyNames);
  const policies: Policy[] = [];
  for (const name of names) {
    const { PolicyDocument } = await ask(reading, "iam:GetRolePolicy", (options) =>
      iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: name }), options),
    );
    policies.push(parse(reading, name, PolicyDocument));
  }
  return policies;
}

async function attachedPolicies(reading: Reading): Promise<Policy[]> {
  const { iam, name: roleName } = reading;
  const pages = paginateListAttachedRolePolicies({ client: iam }, { RoleName: roleName });
  const arns = await listed(reading, "iam:ListAttachedRolePolicies", pages, (page) =>
    page.AttachedPolicies?.flatMap(({ PolicyArn }) => PolicyArn ?? []),
  );
  return managedPolicies(reading, arns);
}
