import {
  GetGroupPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  paginateListAttachedGroupPolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupPolicies,
  paginateListGroupsForUser,
  paginateListUserPolicies,
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

/**
 * Read the policies of a user: inline, attached, those of its groups, and its boundary.
 *
 * @throws {IamCheckError} `NO_SUCH_PRINCIPAL`, `CANNOT_READ_POLICIES` naming the right that the caller lacks, `INVALID_POLICY` for
 *   a document that can't be read
 */
export async function readUserPolicies(
  iam: IAMClient,
  userName: string,
  signal?: AbortSignal,
): Promise<PrincipalPolicyDocuments> {
  const reading = { iam, name: userName, signal };
  const { User: user } = await ask(reading, "iam:GetUser", (options) =>
    iam.send(new GetUserCommand({ UserName: userName }), options),
  );
  const boundary = user?.PermissionsBoundary?.PermissionsBoundaryArn;
  const own = [...(await inlinePolicies(reading)), ...(await attachedPolicies(reading))];
  const ofGroups: Policy[] = [];
  for (const group of await groupsOf(reading))
    ofGroups.push(...(await groupPolicies(reading, group)));
  return {
    identity: [...own, ...ofGroups],
    boundary: boundary === undefined ? undefined : await managedPolicy(reading, boundary),
  };
}

async function inlinePolicies(reading: Reading): Promise<Policy[]> {
  const { iam, name: UserName } = reading;
  const pages = paginateListUserPolicies({ client: iam }, { UserName });
  const names = await listed(reading, "iam:ListUserPolicies", pages, (page) => page.PolicyNames);
  const policies: Policy[] = [];
  for (const PolicyName of names) {
    const { PolicyDocument } = await ask(reading, "iam:GetUserPolicy", (options) =>
      iam.send(new GetUserPolicyCommand({ UserName, PolicyName }), options),
    );
    policies.push(parse(reading, PolicyName, PolicyDocument));
  }
  return policies;
}

async function attachedPolicies(reading: Reading): Promise<Policy[]> {
  const { iam, name: UserName } = reading;
  const pages = paginateListAttachedUserPolicies({ client: iam }, { UserName });
  const arns = await listed(reading, "iam:ListAttachedUserPolicies", pages, (page) =>
    page.AttachedPolicies?.flatMap(({ PolicyArn }) => PolicyArn ?? []),
  );
  return managedPolicies(reading, arns);
}

async function groupsOf(reading: Reading): Promise<string[]> {
  const { iam, name: UserName } = reading;
  const pages = paginateListGroupsForUser({ client: iam }, { UserName });
  return listed(reading, "iam:ListGroupsForUser", pages, (page) =>
    page.Groups?.flatMap(({ GroupName }) => GroupName ?? []),
  );
}

/** A group's policies, named with the group. */
async function groupPolicies(reading: Reading, GroupName: string): Promise<Policy[]> {
  const { iam } = reading;
  const inline = paginateListGroupPolicies({ client: iam }, { GroupName });
  const names = await listed(reading, "iam:ListGroupPolicies", inline, (page) => page.PolicyNames);
  const policies: Policy[] = [];
  for (const PolicyName of names) {
    const { PolicyDocument } = await ask(reading, "iam:GetGroupPolicy", (options) =>
      iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }), options),
    );
    policies.push(parse(reading, `${GroupName}/${PolicyName}`, PolicyDocument));
  }
  const attached = paginateListAttachedGroupPolicies({ client: iam }, { GroupName });
  const arns = await listed(reading, "iam:ListAttachedGroupPolicies", attached, (page) =>
    page.AttachedPolicies?.flatMap(({ PolicyArn }) => PolicyArn ?? []),
  );
  return [...policies, ...(await managedPolicies(reading, arns))];
}
