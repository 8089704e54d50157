import type { KeptUser, UserKey } from "../../access/directory/kept.ts";
import type { XmlNode } from "../../s3/xml/write-xml.ts";
import { date } from "../describe.ts";
import type { IamCall, IamOperation } from "../iam-call.ts";
import { limitExceeded, noSuchEntity, validationError } from "../iam-error.ts";
import { PAGING, pageOf } from "../page-of.ts";
import { namedUser } from "./user-operations.ts";

const MOST_KEYS = 2;

const onUser = {
  resource: (call: IamCall) =>
    call.text("UserName") === undefined ? call.caller.arn : call.holderArn("user"),
};

/** The operations on users' access keys. */
export const ACCESS_KEY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreateAccessKey: { required: [], optional: ["UserName"], ...onUser, run: createKey },
  ListAccessKeys: { required: [], optional: ["UserName", ...PAGING], ...onUser, run: listKeys },
  UpdateAccessKey: {
    required: ["AccessKeyId", "Status"],
    optional: ["UserName"],
    ...onUser,
    run: updateKey,
  },
  DeleteAccessKey: {
    required: ["AccessKeyId"],
    optional: ["UserName"],
    ...onUser,
    run: (call) => {
      const user = namedUser(call);
      call.principals.dropKey(user, keyOf(call, user));
      return undefined;
    },
  },
};

function createKey(call: IamCall) {
  const user = namedUser(call);
  if (user.keys.size >= MOST_KEYS)
    throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`);
  const key = call.principals.addKey(user);
  return { AccessKey: { ...describeKey(user, key), SecretAccessKey: key.secretAccessKey } };
}

function listKeys(call: IamCall) {
  const user = namedUser(call);
  const { items, fields } = pageOf(call, [...user.keys.values()], (key) => key.accessKeyId);
  return {
    AccessKeyMetadata: { member: items.map((key) => describeKey(user, key)) },
    ...fields,
  };
}

function updateKey(call: IamCall): undefined {
  const user = namedUser(call);
  const status = call.need("Status");
  if (status !== "Active" && status !== "Inactive")
    throw validationError(
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
    );
  call.principals.setKey(user, keyOf(call, user), status === "Active");
}

function keyOf(call: IamCall, user: KeptUser): UserKey {
  const id = call.need("AccessKeyId");
  const key = user.keys.get(id);
  if (key !== undefined) return key;
  throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
}

function describeKey({ name }: KeptUser, key: UserKey): XmlNode {
  return {
    UserName: name,
    AccessKeyId: key.accessKeyId,
    Status: key.isActive ? "Active" : "Inactive",
    CreateDate: date(key.createdAt),
  };
}
