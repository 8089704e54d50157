import type { IamOperation } from "./iam-call.ts";
import { ACCESS_KEY_OPERATIONS } from "./operations/access-key-operations.ts";
import { ATTACHMENT_OPERATIONS } from "./operations/attachment-operations.ts";
import { BOUNDARY_OPERATIONS } from "./operations/boundary-operations.ts";
import { GROUP_OPERATIONS } from "./operations/group-operations.ts";
import { INLINE_OPERATIONS } from "./operations/inline-operations.ts";
import { POLICY_OPERATIONS } from "./operations/policy-operations.ts";
import { ROLE_OPERATIONS } from "./operations/role-operations.ts";
import { SIMULATION_OPERATIONS } from "./operations/simulation-operations.ts";
import { USER_OPERATIONS } from "./operations/user-operations.ts";
import { VERSION_OPERATIONS } from "./operations/version-operations.ts";

/** The operations of IAM that the embedded cloud has. */
export const IAM_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  ...ROLE_OPERATIONS,
  ...USER_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...ACCESS_KEY_OPERATIONS,
  ...INLINE_OPERATIONS,
  ...ATTACHMENT_OPERATIONS,
  ...BOUNDARY_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...VERSION_OPERATIONS,
  ...SIMULATION_OPERATIONS,
};
