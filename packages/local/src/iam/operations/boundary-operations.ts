import { type IamCall, type IamOperation, NOUNS } from "../iam-call.ts";
import { noSuchEntity } from "../iam-error.ts";
import { managedPolicy } from "./policy-operations.ts";

/** The operations on the permissions boundaries of users and roles. */
export const BOUNDARY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  ...operationsOf("user"),
  ...operationsOf("role"),
};

/** The boundary that a new user or role is to have, which must be there. */
export function newBoundary(call: IamCall): string | undefined {
  return call.text("PermissionsBoundary") === undefined
    ? undefined
    : managedPolicy(call, "PermissionsBoundary").arn;
}

function operationsOf(kind: "user" | "role"): Record<string, IamOperation> {
  const noun = NOUNS[kind];
  const resource = (call: IamCall) => call.holderArn(kind);
  return {
    [`Put${noun}PermissionsBoundary`]: {
      required: [`${noun}Name`, "PermissionsBoundary"],
      resource,
      context: (call) => ({ "iam:PermissionsBoundary": call.need("PermissionsBoundary") }),
      run: (call) => {
        call.holder(kind).boundary = managedPolicy(call, "PermissionsBoundary").arn;
        return undefined;
      },
    },
    [`Delete${noun}PermissionsBoundary`]: {
      required: [`${noun}Name`],
      resource,
      context: (call) => call.boundaryKey(kind),
      run: (call) => {
        const holder = call.holder(kind);
        if (holder.boundary === undefined)
          throw noSuchEntity(`${noun} ${holder.name} does not have a permission boundary`);
        holder.boundary = undefined;
        return undefined;
      },
    },
  };
}
