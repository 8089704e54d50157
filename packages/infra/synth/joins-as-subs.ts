/**
 * A template whose texts are put together by `Fn::Sub`, where CDK joins their parts: they are read as what they become, and take half the room of a
 * request, which holds 51,200 bytes of a template.
 */
export function joinsAsSubs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(joinsAsSubs);
  if (typeof value !== "object" || value === null) return value;
  const text = subOf(value);
  if (text !== undefined) return { "Fn::Sub": text };
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, joinsAsSubs(each)]));
}

function subOf(value: object): string | undefined {
  const { "Fn::Join": join, ...others } = value as { "Fn::Join"?: [string, unknown] };
  if (join?.[0] !== "" || !Array.isArray(join[1]) || Object.keys(others).length > 0)
    return undefined;
  const parts = join[1].map(partOf);
  return parts.includes(undefined) ? undefined : parts.join("");
}

/** A part of a text; nothing for a function that `Fn::Sub` does not take. */
function partOf(part: unknown): string | undefined {
  if (typeof part === "string") return part.replaceAll("${", "${!");
  if (typeof part !== "object" || part === null) return undefined;
  const { Ref: name, "Fn::GetAtt": attribute } = part as { Ref?: string; "Fn::GetAtt"?: string[] };
  if (name !== undefined) return `\${${name}}`;
  return attribute === undefined ? undefined : `\${${attribute.join(".")}}`;
}
