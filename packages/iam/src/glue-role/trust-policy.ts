import { parseArn } from "../arn/parse-arn.ts";
import { IamCheckError } from "../simulation/iam-error.ts";
import { asList, matchesAction, matchesPattern, type RawStatement } from "./raw-statement.ts";

/** Whether AWS Glue may assume the role. */
export interface TrustDecision {
  readonly trusted: boolean;
  /** What keeps Glue from assuming the role, each in a sentence that says what to change. */
  readonly problems: readonly string[];
  /** Conditions under which trust is given and that only a real request can answer. */
  readonly conditions: readonly string[];
}

const SERVICE = "glue.amazonaws.com";
const ACTION = "sts:AssumeRole";

/** Read IAM's trust policy of a role: URL-encoded JSON. */
export function parseTrustPolicy(
  document: string | undefined,
  roleArn: string,
): readonly RawStatement[] {
  try {
    const policy = JSON.parse(decodeURIComponent(document ?? "")) as {
      Statement?: RawStatement | RawStatement[];
    };
    return asList(policy.Statement);
  } catch (cause) {
    throw new IamCheckError(
      "INVALID_TRUST_POLICY",
      `The trust policy of ${roleArn} can't be read: it is not URL-encoded JSON.`,
      {
        principalArn: roleArn,
        cause,
      },
    );
  }
}

/** Decide about a trust policy as IAM would for a call by Glue from the role's own account. */
export function decideTrust(statements: readonly RawStatement[], roleArn: string): TrustDecision {
  const about = statements.filter((each) => namesGlue(each) && matchesAction(each, ACTION));
  const judged = about.map((statement) => ({
    effect: statement.Effect,
    ...judgeConditions(statement, roleArn),
  }));
  const possible = judged.filter(({ failing }) => failing.length === 0);
  const allows = possible.filter(({ effect }) => effect === "Allow");
  const denials = possible.filter(({ effect }) => effect === "Deny");
  const problems = denials.some(({ open }) => open.length === 0)
    ? [`The trust policy denies ${SERVICE} ${ACTION}; remove that statement.`]
    : allows.length === 0
      ? whyNot(
          statements,
          judged.filter(({ effect }) => effect === "Allow").flatMap(({ failing }) => failing),
        )
      : [];
  if (problems.length > 0) return { trusted: false, problems, conditions: [] };
  return {
    trusted: true,
    problems,
    conditions: [
      ...conditionsOf(allows),
      ...denials.map(({ open }) => `not (${open.join(" and ")})`),
    ],
  };
}

/** None where one statement allows without conditions. */
function conditionsOf(allows: readonly { readonly open: readonly string[] }[]): string[] {
  return allows.some(({ open }) => open.length === 0)
    ? []
    : allows.map(({ open }) => open.join(" and "));
}

function namesGlue({ Principal: principal, NotPrincipal: others }: RawStatement): boolean {
  if (others !== undefined) return !servicesOf(others).includes(SERVICE);
  return (
    principal === "*" ||
    servicesOf(principal).some((service) => service === "*" || service.toLowerCase() === SERVICE)
  );
}

function servicesOf(principal: RawStatement["Principal"]): string[] {
  return typeof principal === "object" ? asList(principal["Service"]) : [];
}

function whyNot(statements: readonly RawStatement[], failing: readonly string[]): string[] {
  if (failing.length > 0) return [...failing];
  const trusted = statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Principal }) => servicesOf(Principal));
  const hint = statements.some((statement) => statement.Effect === "Allow" && namesGlue(statement))
    ? `it names ${SERVICE}, but not the action ${ACTION}`
    : trusted.length === 0
      ? "it names no service"
      : `it names ${trusted.join(", ")}`;
  return [
    `The trust policy does not let AWS Glue assume the role: ${hint}. Add an Allow of ${ACTION} for the principal {"Service": "${SERVICE}"}.`,
  ];
}

/** Conditions that Glue's call surely fails, and those that depend on the call. */
function judgeConditions({ Condition: condition }: RawStatement, roleArn: string) {
  const failing: string[] = [];
  const open: string[] = [];
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      const values = asList(value).map(String);
      const text = `${operator} ${key} ${values.join(" or ")}`;
      const verdict = judge(operator, key, values, roleArn);
      if (verdict === "open") open.push(text);
      if (verdict === "fails")
        failing.push(
          `The trust policy asks for ${text}, which a call by Glue for this role never has: its account is ${accountOf(roleArn)}. Correct the condition.`,
        );
    }
  }
  return { failing, open };
}

/** `aws:SourceAccount` and `aws:SourceArn` are what Glue sends: its own account, and an ARN of Glue in it. */
function judge(
  operator: string,
  key: string,
  values: readonly string[],
  roleArn: string,
): "holds" | "fails" | "open" {
  const isPositive = /^(String(Equals|Like|EqualsIgnoreCase)|Arn(Equals|Like))(IfExists)?$/.test(
    operator,
  );
  if (!isPositive) return "open";
  const account = accountOf(roleArn);
  if (key.toLowerCase() === "aws:sourceaccount") {
    return values.some((value) => matchesPattern(value, account)) ? "holds" : "fails";
  }
  if (key.toLowerCase() !== "aws:sourcearn") return "open";
  return values.some((value) => couldBeGlue(value, account)) ? "open" : "fails";
}

function couldBeGlue(pattern: string, account: string): boolean {
  const [, , service = "*", , owner = "*"] = pattern.split(":");
  return matchesPattern(service, "glue") && (owner === "" || matchesPattern(owner, account));
}

function accountOf(roleArn: string): string {
  return parseArn(roleArn)?.account ?? "";
}
