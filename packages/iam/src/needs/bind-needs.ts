import type { Need, OperationNeeds } from "@cloudapi/core/internal";
import { escapeWildcards } from "../policy/escape-wildcards.ts";
import type { PolicyConditions } from "../policy/policy-document.ts";

/** One right that an operation uses, with the names that its caller gives. */
export interface BoundNeed {
  readonly operation: string;
  readonly action: string;
  readonly resource: string;
  readonly conditions?: PolicyConditions;
  readonly sid: string;
  readonly for: string;
  readonly by?: Need["by"];
}

/** What the placeholders stand for; a list stands for each of its texts. */
export type NeedValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The needs of one operation, always and in the cases that it is used in. */
export function bindNeeds(
  { operation, needs }: OperationNeeds,
  values: NeedValues,
  cases: readonly string[] = [],
): BoundNeed[] {
  const used = needs.filter((need) => isUsed(need, cases));
  return bindEach({ operation, needs: used }, values);
}

/** Only those of its needs that a case brings: what each of several keys is used for. */
export function bindCase(
  { operation, needs }: OperationNeeds,
  values: NeedValues,
  { only, cases }: { readonly only: string; readonly cases: readonly string[] },
): BoundNeed[] {
  const used = needs.filter((need) => need.when === only && isUsed(need, [only, ...cases]));
  return bindEach({ operation, needs: used }, values);
}

/** Whether an operation has a need in these cases. */
export function isUsed({ when, within }: Need, cases: readonly string[]): boolean {
  return (
    (when === undefined || cases.includes(when)) &&
    (within === undefined || within.some((each) => cases.includes(each)))
  );
}

function bindEach({ operation, needs }: OperationNeeds, values: NeedValues): BoundNeed[] {
  return needs.flatMap((need) => {
    const { action, sid, by } = need;
    const conditions = bindConditions(need.conditions ?? {}, values);
    return fillIn(need.resource, values, escapeWildcards).map((resource) => ({
      operation,
      action,
      resource,
      ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
      sid,
      for: need.for,
      ...(by === undefined ? {} : { by }),
    }));
  });
}

function bindConditions(
  conditions: NonNullable<Need["conditions"]>,
  values: NeedValues,
): PolicyConditions {
  const operators = Object.entries(conditions).flatMap(([operator, keys]) => {
    const literal = operator.startsWith("StringLike") ? escapeWildcards : asItIs;
    const bound = Object.entries(keys)
      .map(([key, texts]) => [key, texts.flatMap((text) => fillIn(text, values, literal))] as const)
      // Below the empty prefix lies everything: a request that names no prefix lists that, too.
      .filter(([, texts]) => !texts.includes("*"));
    return bound.length === 0 ? [] : [[operator, Object.fromEntries(bound)] as const];
  });
  return Object.fromEntries(operators);
}

function asItIs(text: string): string {
  return text;
}

const PLACEHOLDER = /\{([A-Za-z.]+)\}/;

/** Each placeholder in its turn; what is filled in is taken literally, and holds no placeholders. */
function fillIn(
  template: string,
  values: NeedValues,
  literal: (text: string) => string,
): readonly string[] {
  const found = PLACEHOLDER.exec(template);
  if (found === null) return [template];
  const [whole, name = ""] = found;
  const value = values[name];
  if (value === undefined) throw new Error(`No value for {${name}} of ${template}.`);
  const texts = [value].flat().map((text) => (IS_CHECKED.test(name) ? text : literal(text)));
  const before = template.slice(0, found.index);
  const after = fillIn(template.slice(found.index + whole.length), values, literal);
  return texts.flatMap((text) => after.map((end) => `${before}${text}${end}`));
}

/** ARNs and names of the catalog were checked to hold no wildcards: the one there may be is a builder's own, for any table. */
const IS_CHECKED = /(Arn|^database|^table|^view)$/;
