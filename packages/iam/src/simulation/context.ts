import type { ContextEntry, ContextKeyTypeEnum } from "@aws-sdk/client-iam";

/** Values of condition keys, such as `{ "aws:SourceVpce": "vpce-1a2b3c4d" }`. */
export type SimulationContext = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

/** The simulator's entries for a context, each with the type that its value has. */
export function contextEntries(what: string, context: SimulationContext): ContextEntry[] {
  return Object.entries(context).map(([key, value]) => {
    if (!/^[A-Za-z0-9-]+:[^\s]+$/.test(key)) {
      throw new TypeError(
        `${what}: context must have condition keys like "aws:SourceIp", not ${JSON.stringify(key)}.`,
      );
    }
    return {
      ContextKeyName: key,
      ContextKeyType: typeOf(what, key, value),
      ContextKeyValues: [value].flat().map(String),
    };
  });
}

/** An IPv4 or IPv6 address or range is its own type for the simulator. */
function typeOf(what: string, key: string, value: SimulationContext[string]): ContextKeyTypeEnum {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return "stringList";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number" && Number.isFinite(value)) return "numeric";
  if (typeof value !== "string") {
    throw new TypeError(
      `${what}: context ${key} must be a string, a number, a boolean or an array of strings.`,
    );
  }
  return key.toLowerCase() === "aws:sourceip" || key.toLowerCase() === "aws:vpcsourceip"
    ? "ip"
    : "string";
}
