import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";

/** What a rule tells its targets of itself. */
export interface RuleFacts {
  readonly name: string;
  readonly arn: string;
  readonly time: string;
}

/** What a target is given of an event: all of it, a part, a constant, or what a template makes of it. */
export function inputOf(target: JsonObject, event: JsonObject, rule: RuleFacts): string {
  const { Input: constant, InputPath: path, InputTransformer: transformer } = target;
  if (typeof constant === "string") return constant;
  if (typeof path === "string") return JSON.stringify(valueAt(event, path) ?? null);
  if (transformer === undefined) return JSON.stringify(event);
  const { InputPathsMap: paths = {}, InputTemplate: template = "" } = transformer as {
    InputPathsMap?: Readonly<Record<string, string>>;
    InputTemplate?: string;
  };
  const values = new Map<string, JsonValue | undefined>([
    ...Object.entries(paths).map(([name, at]) => [name, valueAt(event, at)] as const),
    ["aws.events.rule-name", rule.name],
    ["aws.events.rule-arn", rule.arn],
    ["aws.events.event.ingestion-time", rule.time],
    ["aws.events.event.json", event],
    ["aws.events.event", event],
  ]);
  return fill(template, values);
}

/** Put values in the place of `<name>`: as JSON, or inside of a text as its characters. */
function fill(template: string, values: ReadonlyMap<string, JsonValue | undefined>): string {
  let isInText = false;
  return template.replaceAll(/\\.|"|<([\w.-]+)>/g, (found, name: string | undefined) => {
    if (found === '"') isInText = !isInText;
    if (name === undefined || !values.has(name)) return found;
    const value = values.get(name);
    if (!isInText) return JSON.stringify(value ?? null);
    return typeof value === "string"
      ? JSON.stringify(value).slice(1, -1)
      : JSON.stringify(value ?? null);
  });
}

/** The value at a path such as `$.detail.object.key`; nothing where there is none. */
function valueAt(event: JsonObject, path: string): JsonValue | undefined {
  let value: unknown = event;
  for (const name of path.split(".").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
  }
  return value as JsonValue | undefined;
}
