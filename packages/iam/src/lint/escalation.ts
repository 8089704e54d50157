import type { Condition, Policy } from "../document/policy.ts";
import { globOf, matchGlob } from "../evaluation/glob.ts";
import type { PolicyFinding } from "./finding.ts";

/** Rights that together give every other right, and how. */
const PATHS: readonly (readonly [actions: readonly string[], how: string])[] = [
  [["iam:CreatePolicyVersion"], "write a new version of a policy that is attached to it"],
  [
    ["iam:SetDefaultPolicyVersion"],
    "go back to a wider version of a policy that is attached to it",
  ],
  [["iam:AttachUserPolicy"], "attach any policy to itself"],
  [["iam:AttachGroupPolicy"], "attach any policy to its group"],
  [["iam:AttachRolePolicy"], "attach any policy to its role"],
  [["iam:PutUserPolicy"], "give itself any inline policy"],
  [["iam:PutGroupPolicy"], "give its group any inline policy"],
  [["iam:PutRolePolicy"], "give its role any inline policy"],
  [["iam:AddUserToGroup"], "join a group with more rights"],
  [["iam:UpdateAssumeRolePolicy"], "let itself assume a role with more rights"],
  [["iam:CreateAccessKey"], "make a key of a user with more rights"],
  [["iam:CreateLoginProfile"], "give a user with more rights a password"],
  [["iam:UpdateLoginProfile"], "change the password of a user with more rights"],
  [["iam:DeleteRolePermissionsBoundary"], "take away the boundary of its role"],
  [["iam:DeleteUserPermissionsBoundary"], "take away its own boundary"],
  [["lambda:UpdateFunctionCode"], "put code into a function that runs with more rights"],
  [["glue:UpdateDevEndpoint"], "log in to an endpoint that runs with more rights"],
  [["iam:PassRole", "ec2:RunInstances"], "start a machine with a role of more rights"],
  [["iam:PassRole", "lambda:CreateFunction"], "make a function with a role of more rights"],
  [["iam:PassRole", "glue:CreateJob"], "make a job with a role of more rights"],
  [["iam:PassRole", "glue:UpdateJob"], "give a job a role of more rights"],
  [["iam:PassRole", "glue:CreateDevEndpoint"], "make an endpoint with a role of more rights"],
  [["iam:PassRole", "cloudformation:CreateStack"], "make a stack with a role of more rights"],
  [["iam:PassRole", "datapipeline:CreatePipeline"], "make a pipeline with a role of more rights"],
  [
    ["iam:PassRole", "states:CreateStateMachine"],
    "make a state machine with a role of more rights",
  ],
  [
    ["iam:PassRole", "sagemaker:CreateNotebookInstance"],
    "make a notebook with a role of more rights",
  ],
  [["iam:PassRole", "ecs:RegisterTaskDefinition"], "make a task with a role of more rights"],
  [["iam:PassRole", "codebuild:CreateProject"], "make a build with a role of more rights"],
];

/** Ways by which who has this policy could get more rights than it says. */
export function escalations({ statements }: Policy): PolicyFinding[] {
  return PATHS.flatMap(([actions, how]) => {
    const granted = actions.map((action) =>
      statements.findIndex(
        ({ effect, action: { not, patterns }, resource, conditions }) =>
          effect === "Allow" &&
          resource !== undefined &&
          !(BOUNDED.includes(action) && conditions.some(asksForBoundary)) &&
          patterns.some((pattern) => matchesAction(pattern, action)) !== not,
      ),
    );
    const [at = -1] = granted;
    if (granted.includes(-1)) return [];
    return [
      {
        code: "privilege_escalation" as const,
        severity: "warning" as const,
        path: ["Statement", at],
        message: `With ${actions.join(" and ")} who has this policy can ${how}. Name the resources that it is for, and set a permissions boundary.`,
      },
    ];
  });
}

/** These give a role rights; where it must have a boundary, it gets none past that. */
const BOUNDED = ["iam:AttachRolePolicy", "iam:PutRolePolicy"];

function asksForBoundary({ operator, key, values }: Condition): boolean {
  return (
    key.toLowerCase() === "iam:permissionsboundary" &&
    /^(StringEquals|ArnEquals)$/i.test(operator) &&
    values.every((value) => !/[*?]/.test(value))
  );
}

/** Whether a pattern of actions stands for an action; upper and lower case are the same. */
export function matchesAction(pattern: string, action: string): boolean {
  const glob = globOf([{ text: pattern.toLowerCase(), isLiteral: false }]);
  return matchGlob(glob, action.toLowerCase()).is === "yes";
}
