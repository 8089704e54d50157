import type { ManagedPolicy, PolicyVersion } from "../../access/directory/kept.ts";
import { encodeRfc3986 } from "../../signature/encode-rfc3986.ts";
import { describeVersion } from "../describe.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { deleteConflict, limitExceeded, noSuchEntity } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { managedDocument } from "../read-document.ts";
import { managedPolicy } from "./policy-operations.ts";

const MOST_VERSIONS = 5;

const onVersion = {
  required: ["PolicyArn", "VersionId"],
  resource: (call: IamCall) => call.need("PolicyArn"),
};

/** The operations on versions of managed policies. */
export const VERSION_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreatePolicyVersion: {
    required: ["PolicyArn", "PolicyDocument"],
    optional: ["SetAsDefault"],
    resource: onVersion.resource,
    run: createVersion,
  },
  GetPolicyVersion: { ...onVersion, run: getVersion },
  ListPolicyVersions: {
    required: ["PolicyArn"],
    optional: PAGING,
    resource: onVersion.resource,
    run: listVersions,
  },
  SetDefaultPolicyVersion: {
    ...onVersion,
    run: (call) => {
      const policy = managedPolicy(call);
      makeDefault(call, policy, versionOf(call, policy));
      return undefined;
    },
  },
  DeletePolicyVersion: { ...onVersion, run: deleteVersion },
};

function createVersion(call: IamCall) {
  const policy = managedPolicy(call);
  if (policy.versions.size >= MOST_VERSIONS)
    throw limitExceeded(
      `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
    );
  const document = managedDocument(call.need("PolicyDocument"), policy.name);
  policy.made += 1;
  const version = { id: `v${policy.made}`, createdAt: call.directory.now(), document };
  policy.versions.set(version.id, version);
  if (call.flag("SetAsDefault")) makeDefault(call, policy, version);
  return { PolicyVersion: describeVersion(version, policy) };
}

function getVersion(call: IamCall) {
  const policy = managedPolicy(call);
  const version = versionOf(call, policy);
  const Document = encodeRfc3986(version.document.text);
  return { PolicyVersion: { Document, ...describeVersion(version, policy) } };
}

function listVersions(call: IamCall) {
  const policy = managedPolicy(call);
  const versions = [...policy.versions.values()];
  const { items, fields } = pageOf(call, versions, ({ id }) => id.slice(1).padStart(9, "0"));
  return { Versions: { member: items.map((each) => describeVersion(each, policy)) }, ...fields };
}

function deleteVersion(call: IamCall): undefined {
  const policy = managedPolicy(call);
  const { id } = versionOf(call, policy);
  if (id === policy.defaultVersion)
    throw deleteConflict("Cannot delete the default version of a policy.");
  policy.versions.delete(id);
}

function makeDefault({ directory }: IamCall, policy: ManagedPolicy, { id }: PolicyVersion): void {
  policy.defaultVersion = id;
  policy.updatedAt = directory.now();
}

function versionOf(call: IamCall, policy: ManagedPolicy): PolicyVersion {
  const id = call.need("VersionId");
  const version = policy.versions.get(id);
  if (version !== undefined) return version;
  throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
}
