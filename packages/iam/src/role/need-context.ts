import type { Condition } from "../document/policy.ts";
import { parseOperator } from "../evaluation/condition-operators.ts";
import type { RequestContext } from "../evaluation/request-context.ts";

const VALUES = /^(string(equals|like)(ignorecase)?|arn(equals|like)|bool|numericequals)$/;

/**
 * The condition keys with which a need is allowed: of each condition that asks for a value, one of its values. Every value
 * is in one of them: who needs two prefixes needs the second, too.
 */
export function needContexts(conditions: readonly Condition[]): RequestContext[] {
  const asked = conditions.filter(({ operator }) => VALUES.test(parseOperator(operator).base));
  const most = Math.max(1, ...asked.map(({ values }) => values.length));
  return Array.from({ length: most }, (_, index) => {
    const values = asked.map(
      ({ key, values: all }) => [key, needText(all[index] ?? all[0] ?? "")] as const,
    );
    return { "aws:SecureTransport": true, ...Object.fromEntries(values) };
  });
}

/** A pattern as text: the variables that stand for wildcards are these. */
export function needText(pattern: string): string {
  return pattern.replaceAll(/\$\{([*?$])\}/g, "$1");
}
