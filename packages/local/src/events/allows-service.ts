import { matchesWildcards } from "../text/matches-wildcards.ts";

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
    const { Statement: statements } = JSON.parse(policy ?? "{}") as {
      Statement?: Statement | Statement[];
    };
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
  if (!isObject(principal)) return false;
  return texts(principal["Service"]).includes(S3_SERVICE) || texts(principal["AWS"]).includes("*");
}

function anyMatches(patterns: Json | undefined, text: string, ignoreCase = false): boolean {
  return texts(patterns).some((pattern) => matchesPattern(pattern, text, ignoreCase));
}

function matchesPattern(pattern: string, text: string, ignoreCase = false): boolean {
  return ignoreCase
    ? matchesWildcards(pattern.toLowerCase(), text.toLowerCase())
    : matchesWildcards(pattern, text);
}

/** A condition that is not understood makes an Allow not apply, and a Deny apply. */
function conditionsHold(condition: Json | undefined, call: ServiceCall, unknown: boolean): boolean {
  if (!isObject(condition)) return true;
  const known: Readonly<Record<string, string>> = {
    "aws:sourcearn": call.sourceArn,
    "aws:sourceaccount": call.sourceAccount,
  };
  return Object.entries(condition).every(([operator, tests]) => {
    const compare = OPERATORS[operator.toLowerCase()];
    if (compare === undefined || !isObject(tests)) return unknown;
    return Object.entries(tests).every(([key, values]) => {
      const actual = known[key.toLowerCase()];
      return actual === undefined ? unknown : texts(values).some((value) => compare(value, actual));
    });
  });
}

const OPERATORS: Readonly<Record<string, (pattern: string, text: string) => boolean>> = {
  arnlike: (pattern, text) => matchesPattern(pattern, text),
  arnequals: (pattern, text) => matchesPattern(pattern, text),
  stringlike: (pattern, text) => matchesPattern(pattern, text),
  stringequals: (pattern, text) => pattern === text,
};

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text, or the texts of a list. */
function texts(value: Json | undefined): string[] {
  return [value].flat().filter((item) => typeof item === "string");
}
