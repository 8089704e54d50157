import type { PolicyConditions } from "./policy-document.ts";

/** The same conditions in one order, with nothing there twice. */
export function sortedConditions(conditions: PolicyConditions): PolicyConditions {
  const operators = Object.entries(conditions).map(([operator, keys]) => {
    const values = Object.entries(keys).map(([key, list]) => [key, sortedSet(list)] as const);
    return [operator, Object.fromEntries(values.sort(byText))] as const;
  });
  return Object.fromEntries(operators.sort(byText));
}

export function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

export function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
