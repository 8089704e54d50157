import type { Need } from "@cloudapi/core/internal";

const ROLES = "arn:{partition}:iam::{accountId}:role{rolePath}*";
const DEPLOY = { resource: ROLES, sid: "DeployRoles" } as const;
/** Roles are made and given rights only below a boundary, so that nobody can give out more than it holds. */
const BOUND = { ArnEquals: { "iam:PermissionsBoundary": ["{boundaryArn}"] } };

function bound(action: string, reason: string): Need {
  return {
    ...DEPLOY,
    sid: "DeployBoundRoles",
    action: `iam:${action}`,
    conditions: BOUND,
    for: reason,
  };
}

/** What deploying roles needs: those below one path, under one boundary, which can't be taken off. */
export const DEPLOY_ROLES: readonly Need[] = [
  bound("CreateRole", "makes roles under the boundary"),
  bound("PutRolePolicy", "gives them policies"),
  bound("DeleteRolePolicy", "takes policies from them"),
  bound("AttachRolePolicy", "attaches managed policies to them"),
  bound("DetachRolePolicy", "detaches managed policies from them"),
  { ...DEPLOY, action: "iam:GetRole", for: "looks for roles" },
  { ...DEPLOY, action: "iam:GetRolePolicy", for: "compares their policies" },
  { ...DEPLOY, action: "iam:ListRolePolicies", for: "compares their policies" },
  { ...DEPLOY, action: "iam:ListAttachedRolePolicies", for: "compares their policies" },
  { ...DEPLOY, action: "iam:DeleteRole", for: "removes roles" },
  {
    action: "iam:PassRole",
    resource: ROLES,
    conditions: { StringEquals: { "iam:PassedToService": ["{passedToService}"] } },
    sid: "PassRole",
    for: "gives roles to the services that run as them",
  },
];
