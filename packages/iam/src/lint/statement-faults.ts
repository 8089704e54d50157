import type { Policy, Statement } from "../document/policy.ts";
import type { Place, PolicyFinding, PolicyFindingCode } from "./finding.ts";
import { fitsResource, needsAll } from "./fits-resource.ts";
import type { ExpandedAction } from "./statement-actions.ts";

/** What can be said of a statement's shape, without knowing any action. */
export function shapeFaults(statement: Statement, policy: Policy, place: Place): PolicyFinding[] {
  const { effect, action, resource, principal, sid } = statement;
  const isAllow = effect === "Allow";
  const isOpenTo = principal !== undefined && !principal.not && principal.aws.includes("*");
  const found: (readonly [boolean, PolicyFindingCode, Place, string])[] = [
    [
      isAllow && action.not,
      "not_action",
      ["NotAction"],
      "Allow with NotAction allows every action that is not named, those of services to come as well. Name what is allowed.",
    ],
    [
      isAllow && resource?.not === true,
      "not_resource",
      ["NotResource"],
      "Allow with NotResource allows every resource that is not named. Name what is allowed.",
    ],
    [
      isAllow && principal?.not === true,
      "not_principal",
      ["NotPrincipal"],
      "Allow with NotPrincipal allows everybody else in the world, who hasn't signed included. Name who is allowed.",
    ],
    [
      isAllow && isOpenTo && statement.conditions.length === 0,
      "anyone",
      ["Principal"],
      "Everybody is allowed, on no condition. Name who is, or add a condition such as aws:PrincipalOrgID.",
    ],
    [
      isAllow && !action.not && action.patterns.some((each) => /^(\*|[^:]*:\*)$/.test(each)),
      "action_wildcard",
      ["Action"],
      "Every action of a service is allowed, those to come as well. Name what is needed.",
    ],
    [
      policy.version === "2008-10-17" && /\$\{/.test(JSON.stringify(statement)),
      "variables_without_version",
      [],
      'Variables such as ${aws:username} are only text without "Version": "2012-10-17".',
    ],
    [
      sid !== undefined && principal === undefined && !/^[A-Za-z0-9]*$/.test(sid),
      "invalid_sid",
      ["Sid"],
      "In a policy of an identity a Sid has letters and digits only; IAM refuses others.",
    ],
  ];
  return found.flatMap(([holds, code, path, message]) =>
    holds ? [{ code, severity: severityOf(code), path: [...place, ...path], message }] : [],
  );
}

function severityOf(code: PolicyFindingCode): PolicyFinding["severity"] {
  return code === "variables_without_version" || code === "invalid_sid" ? "error" : "warning";
}

/** What doesn't fit: actions that no resource of the statement is of, and resources that are of no action. */
export async function resourceFaults(
  { effect, resource, action }: Statement,
  expanded: readonly ExpandedAction[],
  place: Place,
): Promise<PolicyFinding[]> {
  const actions = expanded.flatMap((each) => each.actions);
  if (resource === undefined || resource.not || action.not || actions.length === 0) return [];
  const isOpen = expanded.some((each) => each.isWild);
  const fits = await Promise.all(
    actions.map((each) =>
      Promise.all(resource.patterns.map((pattern) => fitsResource(each, pattern))),
    ),
  );
  const idle = actions.filter((_, index) => !fits[index]?.includes(true));
  const unused = resource.patterns.filter((_, index) => !fits.some((row) => row[index]));
  const isWide =
    effect === "Allow" &&
    resource.patterns.includes("*") &&
    actions.some((each) => !needsAll(each));
  return [
    ...(isOpen ? [] : idle).map((each) => ({
      code: "resource_mismatch" as const,
      severity: "error" as const,
      path: [...place, "Resource"],
      message: needsAll(each)
        ? `${each.service}:${each.name} is about no resource: only "Resource": "*" ${effect === "Allow" ? "allows" : "denies"} it.`
        : `No resource here is one that ${each.service}:${each.name} is about (${each.details.resourceTypes.map(({ name }) => name).join(", ")}), so the statement never ${effect === "Allow" ? "allows" : "denies"} it.`,
    })),
    ...unused.map((pattern) => ({
      code: "unused_resource" as const,
      severity: "warning" as const,
      path: [...place, "Resource"],
      message: `No action here is about ${pattern.slice(0, 200)}.`,
    })),
    ...(isWide
      ? [
          {
            code: "resource_wildcard" as const,
            severity: "warning" as const,
            path: [...place, "Resource"],
            message: `Every resource is allowed for ${actions
              .filter((each) => !needsAll(each))
              .slice(0, 3)
              .map(({ service, name }) => `${service}:${name}`)
              .join(", ")}, which could name some.`,
          },
        ]
      : []),
  ];
}
