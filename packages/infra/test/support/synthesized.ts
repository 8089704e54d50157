import type { Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { expect } from "vitest";

type Properties = Readonly<Record<string, unknown>>;

/** The properties of the one resource of a type whose id begins so. */
export function propertiesOf(stack: Stack, type: string, id: string): Properties {
  const found = Object.entries(Template.fromStack(stack).findResources(type))
    .filter(([name]) => name.startsWith(id))
    .map(([, resource]) => (resource as { readonly Properties: Properties }).Properties);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

/** A document as CloudFormation would give it to AWS: references filled in, lists of one as their only member. */
export function filled(document: unknown, values: Readonly<Record<string, string>> = {}): unknown {
  if (Array.isArray(document)) {
    const members = document.map((each) => filled(each, values));
    return members.length === 1 ? members[0] : members;
  }
  if (typeof document !== "object" || document === null) return document;
  const all = document as Properties;
  if ("Ref" in all) return values[String(all["Ref"])] ?? `{${String(all["Ref"])}}`;
  if ("Fn::GetAtt" in all) return values[(all["Fn::GetAtt"] as string[]).join(".")] ?? "?";
  const join = all["Fn::Join"] as [string, unknown[]] | undefined;
  if (join !== undefined) return join[1].map((each) => String(filled(each, values))).join(join[0]);
  const pairs = Object.entries(all).map(([name, value]) => [name, filled(value, values)] as const);
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
