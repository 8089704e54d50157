import type { KeptRole } from "../../access/directory/kept.ts";
import { describeRole } from "../describe.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { alreadyExists, deleteConflict, validationError } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { trustDocument } from "../read-document.ts";
import { newBoundary } from "./boundary-operations.ts";

const LEAST_SECONDS = 3600;
const MOST_SECONDS = 43_200;

const onRole = { resource: (call: IamCall) => call.holderArn("role") };

/** The operations on roles themselves. */
export const ROLE_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreateRole: {
    required: ["RoleName", "AssumeRolePolicyDocument"],
    optional: ["Path", "Description", "MaxSessionDuration", "PermissionsBoundary"],
    resource: (call) => call.arn("role", { name: call.need("RoleName"), path: call.text("Path") }),
    context: (call) => boundaryKey(call.text("PermissionsBoundary")),
    run: createRole,
  },
  GetRole: {
    required: ["RoleName"],
    ...onRole,
    run: (call) => ({ Role: describeRole(call.holder("role")) }),
  },
  ListRoles: {
    required: [],
    optional: ["PathPrefix", ...PAGING],
    resource: (call) => call.arn("role", { name: "", path: call.text("PathPrefix") }),
    run: listRoles,
  },
  UpdateRole: {
    required: ["RoleName"],
    optional: ["Description", "MaxSessionDuration"],
    ...onRole,
    run: updateRole,
  },
  UpdateAssumeRolePolicy: {
    required: ["RoleName", "PolicyDocument"],
    ...onRole,
    run: (call) => {
      call.holder("role").trust = trustDocument(call, call.need("PolicyDocument"));
      return undefined;
    },
  },
  DeleteRole: { required: ["RoleName"], ...onRole, run: deleteRole },
};

/** What policies ask of the boundary that something has or is to have. */
export function boundaryKey(boundary: string | undefined) {
  return boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
}

function createRole(call: IamCall) {
  const at = call.newName("RoleName", 64);
  const { roles } = call.directory;
  if (roles.get(at.name) !== undefined)
    throw alreadyExists(`Role with name ${at.name} already exists.`);
  const trust = trustDocument(call, call.need("AssumeRolePolicyDocument"));
  const maxSessionSeconds = secondsOf(call) ?? LEAST_SECONDS;
  const boundary = newBoundary(call);
  const description = call.text("Description");
  const role = call.directory.addRole(at, { trust, description, maxSessionSeconds });
  role.boundary = boundary;
  return { Role: describeRole(role) };
}

function listRoles(call: IamCall) {
  const start = call.text("PathPrefix") ?? "/";
  const roles = call.directory.roles.all().filter(({ path }) => path.startsWith(start));
  const { items, fields } = pageOf(call, roles, ({ name }: KeptRole) => name);
  return { Roles: { member: items.map(describeRole) }, ...fields };
}

function updateRole(call: IamCall) {
  const role = call.holder("role");
  role.maxSessionSeconds = secondsOf(call) ?? role.maxSessionSeconds;
  role.description = call.text("Description") ?? role.description;
  return {};
}

function secondsOf(call: IamCall): number | undefined {
  const text = call.text("MaxSessionDuration");
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)
    return seconds;
  throw validationError(
    `1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: a whole number from ${LEAST_SECONDS} to ${MOST_SECONDS}`,
  );
}

function deleteRole(call: IamCall): undefined {
  const role = call.holder("role");
  checkWithoutPolicies(role);
  call.directory.roles.delete(role);
}

/** What has policies is not deleted. */
export function checkWithoutPolicies(holder: Pick<KeptRole, "inline" | "attached">): void {
  if (holder.attached.size > 0)
    throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (holder.inline.size > 0)
    throw deleteConflict("Cannot delete entity, must delete policies first.");
}
