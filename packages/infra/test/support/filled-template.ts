import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readYaml } from "../../synth/template-yaml.ts";

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
  readonly Metadata?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A template that is checked in. */
export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: unknown;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: unknown;
}

const FOLDER = resolve(import.meta.dirname, "../../../../deploy/cloudformation");

/** The text of a template, and the template. */
export function checkedIn(file: string): { readonly text: string; readonly template: Template } {
  const text = readFileSync(resolve(FOLDER, file), "utf8");
  return { text, template: readYaml(text) as Template };
}

/** What CloudFormation makes of a part of a template, by the values of parameters, references (`Name`) and attributes (`Name.Arn`). */
export function filledIn(part: unknown, values: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(part)) return part.map((each) => filledIn(each, values));
  if (typeof part !== "object" || part === null) return part;
  const { Ref: name, "Fn::GetAtt": attribute, "Fn::Sub": text } = part as Functions;
  if (name !== undefined) return valueOf(name, values);
  if (attribute !== undefined) return valueOf(attribute.join("."), values);
  if (text !== undefined)
    return text
      .replaceAll(/\$\{([^!}]+)\}/g, (_, each: string) => valueOf(each, values))
      .replaceAll("${!", "${");
  const entries = Object.entries(part);
  return Object.fromEntries(entries.map(([key, each]) => [key, filledIn(each, values)]));
}

interface Functions {
  readonly Ref?: string;
  readonly "Fn::GetAtt"?: readonly string[];
  readonly "Fn::Sub"?: string;
}

function valueOf(name: string, values: Readonly<Record<string, string>>): string {
  const value = values[name] ?? values[name.replace(/[0-9A-F]{8}(?=\.|$)/, "")];
  if (value === undefined) throw new Error(`the test has no value of ${name}`);
  return value;
}
