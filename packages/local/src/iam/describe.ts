import type { Directory } from "../access/directory/directory.ts";
import type {
  KeptGroup,
  KeptRole,
  KeptUser,
  ManagedPolicy,
  Named,
  PolicyVersion,
} from "../access/directory/kept.ts";
import type { XmlNode } from "../s3/xml/write-xml.ts";
import { encodeRfc3986 } from "../signature/encode-rfc3986.ts";

export function describeUser(user: KeptUser): XmlNode {
  return { ...named(user, "User"), ...boundaryOf(user) };
}

export function describeRole(role: KeptRole): XmlNode {
  const { trust, description, maxSessionSeconds } = role;
  return {
    ...named(role, "Role"),
    AssumeRolePolicyDocument: encodeRfc3986(trust.text),
    Description: description,
    MaxSessionDuration: maxSessionSeconds,
    ...boundaryOf(role),
  };
}

export function describeGroup(group: KeptGroup): XmlNode {
  return named(group, "Group");
}

/** A managed policy, with how many have it attached and whose boundary it is. */
export function describePolicy(policy: ManagedPolicy, directory: Directory): XmlNode {
  const { users, roles, groups } = directory;
  const holders = [...users.all(), ...roles.all(), ...groups.all()];
  const { name, path, arn, id, createdAt, updatedAt, description, defaultVersion } = policy;
  return {
    PolicyName: name,
    PolicyId: id,
    Arn: arn,
    Path: path,
    DefaultVersionId: defaultVersion,
    AttachmentCount: holders.filter(({ attached }) => attached.has(arn)).length,
    PermissionsBoundaryUsageCount: holders.filter(({ boundary }) => boundary === arn).length,
    IsAttachable: true,
    Description: description,
    CreateDate: date(createdAt),
    UpdateDate: date(updatedAt),
  };
}

export function describeVersion(
  version: PolicyVersion,
  { defaultVersion }: ManagedPolicy,
): XmlNode {
  const { id, createdAt } = version;
  return {
    VersionId: id,
    IsDefaultVersion: id === defaultVersion,
    CreateDate: date(createdAt),
  };
}

export function date(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function named({ name, path, arn, id, createdAt }: Named, noun: string): XmlNode {
  return {
    Path: path,
    [`${noun}Name`]: name,
    [`${noun}Id`]: id,
    Arn: arn,
    CreateDate: date(createdAt),
  };
}

function boundaryOf({ boundary }: { readonly boundary: string | undefined }): XmlNode {
  if (boundary === undefined) return {};
  const PermissionsBoundaryType = "Policy";
  return { PermissionsBoundary: { PermissionsBoundaryType, PermissionsBoundaryArn: boundary } };
}
