import type { Layout } from "@cloudapi/core";
import type { JsonObject, State } from "../asl/asl.ts";

/** States by their names. */
export type States = Readonly<Record<string, State>>;

/**
 * A call of `States.Format`: literal texts, and between them what paths and calls give. A text with brackets is given as a value of
 * its own: not every interpreter knows their escape.
 */
export function format(literals: readonly string[], ...values: readonly string[]): string {
  const pieces = literals.map((each) => (/[\\'{}]/.test(each) ? quoted(each) : undefined));
  const template = literals.map((each, at) => (pieces[at] === undefined ? each : "{}")).join("{}");
  const args = literals.flatMap((_, at) => [pieces[at], values[at]]);
  return `States.Format(${[`'${template}'`, ...args.filter((each) => each !== undefined)].join(", ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}

/** A call that gives an item of a list, by its place. */
export function item(list: string, at: string | number): string {
  return `States.ArrayGetItem(${list}, ${at})`;
}

/** A call that gives the sum of two numbers. */
export function add(a: string, b: string | number): string {
  return `States.MathAdd(${a}, ${b})`;
}

/** A rule's test that a path leads to a text. */
export function isText(path: string): JsonObject[] {
  return [
    { Variable: path, IsPresent: true },
    { Variable: path, IsString: true },
  ];
}

/** A Pass that puts what a template gives at a path of its input. */
export function put(path: string, Parameters: JsonObject, next: string): State {
  return { Type: "Pass", Parameters, ResultPath: path, Next: next };
}

/** A Pass whose output is what a template gives, and with which a Map's child or the machine ends. */
export function give(Parameters: JsonObject): State {
  return { Type: "Pass", Parameters, End: true };
}

/** A call that gives the folder of a day under a prefix. */
export function folderOf(prefix: string, layout: Layout, day: string): string {
  const part = (at: number) => item(`States.StringSplit(${day}, '-')`, at);
  const folders: Readonly<Record<Layout, string>> = {
    plain: format([prefix, "/", "/", "/"], part(0), part(1), part(2)),
    "hive-date": format([`${prefix}dt=`, "/"], day),
    hive: format([`${prefix}year=`, "/month=", "/day=", "/"], part(0), part(1), part(2)),
  };
  return folders[layout];
}
