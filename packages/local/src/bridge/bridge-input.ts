import type { JsonObject } from "@cloudapi/orchestration";
import { BridgeError } from "./bridge-error.ts";

/** Refuses members that the embedded EventBridge does not have, and other buses. @throws {BridgeError} naming the member */
export function known(input: JsonObject, names: readonly string[]): void {
  const other = Object.keys(input).find((name) => !names.includes(name));
  if (other !== undefined)
    throw new BridgeError(
      "ValidationException",
      `The embedded EventBridge has no ${other}; schedules are Scheduler's.`,
    );
  const bus = input["EventBusName"] ?? "default";
  if (bus !== "default")
    throw new BridgeError(
      "ResourceNotFoundException",
      `Event bus ${JSON.stringify(bus)} does not exist: the embedded EventBridge has the default bus only.`,
    );
}

/** A member that is text; undefined for anything else. */
export function optional(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}

/** A member that has to be there. @throws {BridgeError} naming the member */
export function text(input: JsonObject, name: string): string {
  const value = optional(input, name);
  if (value === undefined || value === "")
    throw new BridgeError("ValidationException", `${name} must not be null`);
  return value;
}
