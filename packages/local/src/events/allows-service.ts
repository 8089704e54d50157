/** What S3 wants to do with a queue or topic. */
export interface ServiceCall {
  readonly action: string;
  readonly resource: string;
  /** The bucket's ARN. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

const S3_SERVICE = "s3.amazonaws.com";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Statement = { readonly [name: string]: Json | undefined };

/** Whether a resource policy lets S3 make a call: some statement allows it and none denies it. */
export function allowsService(policy: string | undefined, call: ServiceCall): boolean {
  const statements = readStatements(policy).filter((statement) => applies(statement, call));
  const effects = statements.map((statement) => statement["Effect"]);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function readStatements(policy: string | undefined): Statement[] {
  try {
    const { Statement: statements } = JSON.parse(policy ?? "{}") as { Statement?: Statement | Statement[] };
    return statements === undefined ? [] : [statements].flat();
  } catch {
    return [];
  }
}

function applies(statement: Statement, call: ServiceCall): boolean {
  return (
    isS3(statement["Principal"]) &&
    anyMatches(statement["Action"], call.action, true) &&
    anyMatches(statement["Resource"] ?? "*", call.resource) &&
    conditionsHold(statement["Condition"], call, statement["Effect"] === "Deny")
  );
}

function isS3(principal: Json | undefined): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null || Array.isArray(principal)) return false;
  return [principal["Service"]].flat().includes(S3_SERVICE) || [principal["AWS"]].flat().includes("*");
}

function anyMatches(patterns: Json | undefined, text: string, ignoreCase = false): boolean {
  return [patterns ?? []].flat().some((pattern) => matchesPattern(String(pattern), text, ignoreCase));
}

function matchesPattern(pattern: string, text: string, ignoreCase = false): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${source}$`, ignoreCase ? "is" : "s").test(text);
}

/** A condition that is not understood makes an Allow not apply, and a Deny apply. */
function conditionsHold(condition: Json | undefined, call: ServiceCall, unknown: boolean): boolean {
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) return true;
  return Object.entries(condition).every(([operator, tests]) =>
    Object.entries(tests as Record<string, Json>).every(([key, values]) => {
      const actual = { "aws:sourcearn": call.sourceArn, "aws:sourceaccount": call.sourceAccount }[key.toLowerCase()];
      const compare = OPERATORS[operator.toLowerCase()];
      if (actual === undefined || compare === undefined) return unknown;
      return [values].flat().some((value) => compare(String(value), actual));
    }),
  );
}

const OPERATORS: Readonly<Record<string, (pattern: string, text: string) => boolean>> = {
  arnlike: (pattern, text) => matchesPattern(pattern, text),
  arnequals: (pattern, text) => matchesPattern(pattern, text),
  stringlike: (pattern, text) => matchesPattern(pattern, text),
  stringequals: (pattern, text) => pattern === text,
};
