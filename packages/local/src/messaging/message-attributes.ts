/** A message attribute as SQS and SNS take it. */
export interface MessageAttribute {
  readonly DataType?: unknown;
  readonly StringValue?: unknown;
  readonly BinaryValue?: unknown;
}

/** Why message attributes would be refused by AWS, or can't be kept here; `undefined` when they are fine. */
export function faultOfAttributes(
  attributes: Readonly<Record<string, MessageAttribute>>,
  limit = 10,
): string | undefined {
  const entries = Object.entries(attributes);
  if (entries.length > limit)
    return `Number of message attributes [${entries.length}] exceeds the allowed maximum [${limit}].`;
  for (const [name, attribute] of entries) {
    const fault = faultOfName(name) ?? faultOfValue(attribute);
    if (fault !== undefined) return `The message attribute '${name.slice(0, 100)}' ${fault}`;
  }
  return undefined;
}

function faultOfName(name: string): string | undefined {
  const fine =
    /^[\w.-]{1,256}$/.test(name) && !/^\.|\.$|\.\./.test(name) && !/^(aws|amazon)\./i.test(name);
  return fine ? undefined : "has an invalid name.";
}

function faultOfValue({
  DataType: type,
  StringValue: text,
  BinaryValue: bytes,
}: MessageAttribute): string | undefined {
  if (typeof type !== "string") return "must contain a non-empty message attribute type.";
  const [, base, custom] = /^(String|Number|Binary)(\..{1,248})?$/s.exec(type) ?? [];
  if (base === undefined)
    return `has an invalid type "${type.slice(0, 50)}": String, Number or Binary are known.`;
  if (custom === ".Array")
    return 'has the type "String.Array", which the embedded cloud does not implement.';
  const value = base === "Binary" ? bytes : text;
  if (typeof value !== "string" || value === "")
    return `must contain a non-empty message attribute value for message attribute type '${base}'.`;
  if (base === "Number" && !/^[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(value))
    return "should have a numeric value because its type is Number.";
  return undefined;
}
