import type { ManagedPolicy } from "../../access/directory/kept.ts";
import { describePolicy } from "../describe.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { alreadyExists, deleteConflict, noSuchEntity } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { managedDocument } from "../read-document.ts";

const onPolicy = { resource: (call: IamCall) => call.need("PolicyArn") };

/** The operations on managed policies themselves. */
export const POLICY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreatePolicy: {
    required: ["PolicyName", "PolicyDocument"],
    optional: ["Path", "Description"],
    resource: (call) =>
      call.arn("policy", { name: call.need("PolicyName"), path: call.text("Path") }),
    run: createPolicy,
  },
  GetPolicy: {
    required: ["PolicyArn"],
    ...onPolicy,
    run: (call) => ({ Policy: describePolicy(managedPolicy(call), call.directory) }),
  },
  ListPolicies: {
    required: [],
    optional: ["Scope", "OnlyAttached", "PathPrefix", ...PAGING],
    resource: (call) => call.arn("policy", { name: "", path: call.text("PathPrefix") }),
    run: listPolicies,
  },
  DeletePolicy: { required: ["PolicyArn"], ...onPolicy, run: deletePolicy },
};

/** The managed policy that a call names. There are none of AWS's own. */
export function managedPolicy(call: IamCall, parameter = "PolicyArn"): ManagedPolicy {
  const arn = call.need(parameter);
  const policy = call.directory.policies.byArn(arn);
  if (policy !== undefined) return policy;
  if (!/^arn:[\w-]+:iam::aws:policy\//.test(arn))
    throw noSuchEntity(`Policy ${arn} was not found.`);
  throw noSuchEntity(
    `Policy ${arn} was not found: the embedded cloud has none of the policies that AWS manages. Make one of your own with CreatePolicy.`,
  );
}

function createPolicy(call: IamCall) {
  const at = call.newName("PolicyName", 128);
  if (call.directory.policies.get(at.name) !== undefined)
    throw alreadyExists(
      `A policy called ${at.name} already exists. Duplicate names are not allowed.`,
    );
  const document = managedDocument(call.need("PolicyDocument"), at.name);
  const policy = call.directory.addPolicy(at, document, call.text("Description"));
  return { Policy: describePolicy(policy, call.directory) };
}

function listPolicies(call: IamCall) {
  const start = call.text("PathPrefix") ?? "/";
  const all = call.text("Scope") === "AWS" ? [] : call.directory.policies.all();
  const policies = all
    .filter(({ path }) => path.startsWith(start))
    .map((policy) => ({ name: policy.name, shown: describePolicy(policy, call.directory) }))
    .filter(({ shown }) => !call.flag("OnlyAttached") || shown["AttachmentCount"] !== 0);
  const { items, fields } = pageOf(call, policies, ({ name }) => name);
  return { Policies: { member: items.map(({ shown }) => shown) }, ...fields };
}

function deletePolicy(call: IamCall): undefined {
  const policy = managedPolicy(call);
  const { AttachmentCount, PermissionsBoundaryUsageCount } = describePolicy(policy, call.directory);
  if (AttachmentCount !== 0 || PermissionsBoundaryUsageCount !== 0)
    throw deleteConflict("Cannot delete a policy attached to entities.");
  if (policy.versions.size > 1)
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  call.directory.policies.delete(policy);
}
