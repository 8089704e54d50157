import type { Condition, Statement } from "../document/policy.ts";
import { CONDITION_OPERATORS, parseOperator } from "../evaluation/condition-operators.ts";
import { type AwsData, awsData } from "./aws-data.ts";
import type { Place, PolicyFinding } from "./finding.ts";
import type { ExpandedAction, KnownAction } from "./statement-actions.ts";

/** Operators that there are none of, and keys that no action of the statement knows. */
export async function conditionFaults(
  { conditions }: Statement,
  expanded: readonly ExpandedAction[],
  place: Place,
): Promise<PolicyFinding[]> {
  const actions = expanded.flatMap((each) => each.actions);
  const isOpen = expanded.some((each) => each.actions.length === 0);
  const found = await Promise.all(
    conditions.map(async (condition) => [
      ...operatorFaults(condition, place),
      ...(await keyFaults(condition, { actions, isOpen }, place)),
    ]),
  );
  return found.flat();
}

function operatorFaults({ operator }: Condition, place: Place): PolicyFinding[] {
  const { base } = parseOperator(operator);
  if (base === "null" || CONDITION_OPERATORS.has(base)) return [];
  return [
    {
      code: "unknown_operator",
      severity: "error",
      path: [...place, "Condition", operator],
      message: `There is no condition operator "${operator.slice(0, 100)}".`,
    },
  ];
}

async function keyFaults(
  { operator, key }: Condition,
  { actions, isOpen }: { readonly actions: readonly KnownAction[]; readonly isOpen: boolean },
  place: Place,
): Promise<PolicyFinding[]> {
  const data = await awsData();
  if (isGlobal(key, data)) return [];
  const path = [...place, "Condition", operator, key];
  const severity = "error" as const;
  const known = await data.findConditionKey(key).catch(() => undefined);
  if (known === undefined)
    return [
      {
        code: "unknown_condition_key",
        severity,
        path,
        message: `There is no condition key "${key.slice(0, 100)}", so the condition is never what it seems.`,
      },
    ];
  // Where every action is meant, some knows the key.
  if (isOpen || actions.length === 0) return [];
  const without = await Promise.all(
    actions.map(async (action) => ((await knowsKey(action, key, data)) ? undefined : action)),
  );
  const missing = without.filter((action) => action !== undefined);
  if (missing.length < actions.length) return [];
  const names = missing.slice(0, 3).map(({ service, name }) => `${service}:${name}`);
  return [
    {
      code: "unknown_condition_key",
      severity,
      path,
      message: `${names.join(", ")}${missing.length > 3 ? " and others" : ""} know no condition key ${key.slice(0, 100)}; the condition is as if the key were absent.`,
    },
  ];
}

function isGlobal(key: string, data: AwsData): boolean {
  return (
    data.getGlobalConditionKeyByName(key) !== undefined ||
    data.getGlobalConditionKeyByPrefix(`${key.split("/")[0]}/`) !== undefined
  );
}

async function knowsKey(
  { service, details }: KnownAction,
  key: string,
  { iamResourceTypeDetails }: AwsData,
): Promise<boolean> {
  const types = await Promise.all(
    details.resourceTypes.map((type) =>
      iamResourceTypeDetails(service, type.name).catch(() => ({ conditionKeys: [] })),
    ),
  );
  const keys = [
    ...details.conditionKeys,
    ...details.resourceTypes.flatMap((type) => type.conditionKeys),
    ...types.flatMap((type) => type.conditionKeys),
  ];
  return keys.some((known) => sameKey(known, key));
}

/** `s3:ExistingObjectTag/<key>` is `s3:ExistingObjectTag/team`, `kms:EncryptionContext:${key}` is any of a context. */
function sameKey(known: string, key: string): boolean {
  const name = known.toLowerCase();
  const actual = key.toLowerCase();
  const at = name.search(/[/:][<$]/);
  if (at < 0) return name === actual;
  return actual.startsWith(name.slice(0, at + 1)) && actual.length > at + 1;
}
