import { describeGroup, describeUser } from "../describe.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { alreadyExists, deleteConflict, limitExceeded } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { checkWithoutPolicies } from "./role-operations.ts";

const MOST_GROUPS = 10;

const onGroup = { resource: (call: IamCall) => call.holderArn("group") };

/** The operations on groups themselves, and who is in them. */
export const GROUP_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreateGroup: {
    required: ["GroupName"],
    optional: ["Path"],
    resource: (call) =>
      call.arn("group", { name: call.need("GroupName"), path: call.text("Path") }),
    run: createGroup,
  },
  GetGroup: { required: ["GroupName"], optional: PAGING, ...onGroup, run: getGroup },
  ListGroups: {
    required: [],
    optional: ["PathPrefix", ...PAGING],
    resource: (call) => call.arn("group", { name: "", path: call.text("PathPrefix") }),
    run: listGroups,
  },
  AddUserToGroup: { required: ["GroupName", "UserName"], ...onGroup, run: addUser },
  RemoveUserFromGroup: {
    required: ["GroupName", "UserName"],
    ...onGroup,
    run: (call) => {
      const group = call.holder("group");
      group.users.delete(call.holder("user").name);
      return undefined;
    },
  },
  DeleteGroup: { required: ["GroupName"], ...onGroup, run: deleteGroup },
};

function createGroup(call: IamCall) {
  const at = call.newName("GroupName", 128);
  if (call.directory.groups.get(at.name) !== undefined)
    throw alreadyExists(`Group with name ${at.name} already exists.`);
  return { Group: describeGroup(call.directory.addGroup(at)) };
}

function getGroup(call: IamCall) {
  const group = call.holder("group");
  const users = [...group.users].flatMap((name) => call.directory.users.get(name) ?? []);
  const { items, fields } = pageOf(call, users, ({ name }) => name);
  return { Group: describeGroup(group), Users: { member: items.map(describeUser) }, ...fields };
}

function listGroups(call: IamCall) {
  const start = call.text("PathPrefix") ?? "/";
  const groups = call.directory.groups.all().filter(({ path }) => path.startsWith(start));
  const { items, fields } = pageOf(call, groups, ({ name }) => name);
  return { Groups: { member: items.map(describeGroup) }, ...fields };
}

function addUser(call: IamCall): undefined {
  const group = call.holder("group");
  const user = call.holder("user");
  const others = call.directory.groupsOf(user).filter((each) => each !== group);
  if (others.length >= MOST_GROUPS)
    throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${MOST_GROUPS}`);
  group.users.add(user.name);
}

function deleteGroup(call: IamCall): undefined {
  const group = call.holder("group");
  if (group.users.size > 0)
    throw deleteConflict("Cannot delete entity, must remove users from group first.");
  checkWithoutPolicies(group);
  call.directory.groups.delete(group);
}
