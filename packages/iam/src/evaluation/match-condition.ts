import type { Condition, Policy } from "../document/policy.ts";
import {
  CONDITION_OPERATORS,
  type ConditionOperator,
  type OperatorName,
  parseOperator,
} from "./condition-operators.ts";
import { expandVariables } from "./expand-variables.ts";
import { all, any, type Match, matchOf, maybe, NO, not, YES } from "./match.ts";
import type { ContextKeys } from "./request-context.ts";

/** Whether a condition holds for a request. */
export function matchCondition(
  condition: Condition,
  version: Policy["version"],
  context: ContextKeys,
): Match {
  const name = parseOperator(condition.operator);
  const found = context.find(condition.key);
  if (name.base === "null" && !name.ifExists && name.quantifier === undefined)
    return matchNull(condition, found.state);
  const operator = CONDITION_OPERATORS.get(name.base);
  if (operator === undefined)
    return maybe(`there is no condition operator ${condition.operator.slice(0, 100)}`);
  if (found.state === "unknown") return maybe(`the value of ${condition.key} is not known`);
  if (found.state === "absent") return whenAbsent(operator, name, condition);
  const results = found.values.map((value) =>
    matchValue(value, condition, { operator, version, context }),
  );
  if (name.quantifier === "ForAllValues") return all(results);
  if (name.quantifier === "ForAnyValue" || results.length === 1) return any(results);
  // Nothing says what an operator for one value does with several, unless they all say the same.
  if (new Set(results.map(({ is }) => is)).size === 1) return results[0] ?? NO;
  return maybe(
    `${condition.key} has several values, and ${condition.operator} has no ForAllValues or ForAnyValue`,
  );
}

function whenAbsent(
  { isNegated }: ConditionOperator,
  { ifExists, quantifier }: OperatorName,
  { key, operator }: Condition,
): Match {
  // AWS says that ForAnyValue is false without a value, and that IfExists is true.
  if (ifExists && quantifier === "ForAnyValue")
    return maybe(`nothing says what ${operator} is where there is no ${key}`);
  if (ifExists || quantifier === "ForAllValues") return YES;
  return matchOf(isNegated && quantifier === undefined);
}

function matchNull({ key, values }: Condition, state: "present" | "absent" | "unknown"): Match {
  if (state === "unknown") return maybe(`whether there is a ${key} is not known`);
  return any(
    values.map((value) => {
      const wanted = value.toLowerCase();
      if (wanted !== "true" && wanted !== "false")
        return maybe(`Null asks for true or false, not ${JSON.stringify(value.slice(0, 50))}`);
      return matchOf((wanted === "true") === (state === "absent"));
    }),
  );
}

interface Comparison {
  readonly operator: ConditionOperator;
  readonly version: Policy["version"];
  readonly context: ContextKeys;
}

/** One value of the request: compared with one of the policy's, or with none where the operator is negated. */
function matchValue(value: string, { values }: Condition, comparison: Comparison): Match {
  const { isNegated } = comparison.operator;
  const compared = any(values.map((wanted) => matchWanted(value, wanted, comparison)));
  return isNegated ? not(compared) : compared;
}

function matchWanted(value: string, wanted: string, comparison: Comparison): Match {
  const { operator, version, context } = comparison;
  if (!operator.hasVariables) return operator.compare(value, [{ text: wanted, isLiteral: true }]);
  const expansion = expandVariables(wanted, version, context);
  if ("unknown" in expansion) return maybe(expansion.unknown);
  if ("parts" in expansion) return operator.compare(value, expansion.parts);
  return operator.isNegated
    ? maybe(`the variable ${expansion.unresolved} has no value, which a negated operator compares`)
    : NO;
}
