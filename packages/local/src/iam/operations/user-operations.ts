import type { KeptUser } from "../../access/directory/kept.ts";
import { describeGroup, describeUser } from "../describe.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { alreadyExists, deleteConflict, validationError } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { newBoundary } from "./boundary-operations.ts";
import { boundaryKey, checkWithoutPolicies } from "./role-operations.ts";

const onUser = { resource: (call: IamCall) => call.holderArn("user") };

/** The operations on users themselves. */
export const USER_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreateUser: {
    required: ["UserName"],
    optional: ["Path", "PermissionsBoundary"],
    resource: (call) => call.arn("user", { name: call.need("UserName"), path: call.text("Path") }),
    context: (call) => boundaryKey(call.text("PermissionsBoundary")),
    run: createUser,
  },
  GetUser: {
    required: [],
    optional: ["UserName"],
    resource: (call) =>
      call.text("UserName") === undefined ? call.caller.arn : call.holderArn("user"),
    run: getUser,
  },
  ListUsers: {
    required: [],
    optional: ["PathPrefix", ...PAGING],
    resource: (call) => call.arn("user", { name: "", path: call.text("PathPrefix") }),
    run: listUsers,
  },
  ListGroupsForUser: {
    required: ["UserName"],
    optional: PAGING,
    ...onUser,
    run: (call) => {
      const groups = call.directory.groupsOf(call.holder("user"));
      const { items, fields } = pageOf(call, groups, ({ name }) => name);
      return { Groups: { member: items.map(describeGroup) }, ...fields };
    },
  },
  DeleteUser: { required: ["UserName"], ...onUser, run: deleteUser },
};

/** The user that a call is about: who makes it, where it names none. */
export function namedUser(call: IamCall): KeptUser {
  if (call.text("UserName") !== undefined) return call.holder("user");
  const own = call.directory.users.byArn(call.caller.arn);
  if (own !== undefined) return own;
  throw validationError("Must specify userName when calling with non-User credentials");
}

function createUser(call: IamCall) {
  const at = call.newName("UserName", 64);
  if (call.directory.users.get(at.name) !== undefined)
    throw alreadyExists(`User with name ${at.name} already exists.`);
  const boundary = newBoundary(call);
  const user = call.directory.addUser(at);
  user.boundary = boundary;
  return { User: describeUser(user) };
}

function getUser(call: IamCall) {
  const { arn, id } = call.caller;
  if (call.text("UserName") === undefined && arn.endsWith(":root"))
    return { User: { UserId: id, Arn: arn, Path: "/", CreateDate: "1970-01-01T00:00:00Z" } };
  return { User: describeUser(namedUser(call)) };
}

function listUsers(call: IamCall) {
  const start = call.text("PathPrefix") ?? "/";
  const users = call.directory.users.all().filter(({ path }) => path.startsWith(start));
  const { items, fields } = pageOf(call, users, ({ name }) => name);
  return { Users: { member: items.map(describeUser) }, ...fields };
}

function deleteUser(call: IamCall): undefined {
  const user = call.holder("user");
  checkWithoutPolicies(user);
  if (user.keys.size > 0)
    throw deleteConflict("Cannot delete entity, must delete access keys first.");
  if (call.directory.groupsOf(user).length > 0)
    throw deleteConflict("Cannot delete entity, must remove users from group first.");
  call.directory.users.delete(user);
}
