import { randomUUID } from "node:crypto";
import type { JsonObject } from "@cloudapi/orchestration";
import type { CloudIdentity } from "../cloud-identity.ts";
import { jsonObject } from "../http/json-object.ts";
import type { BridgeContext } from "./bridge-context.ts";
import { BridgeError } from "./bridge-error.ts";
import { known, text } from "./bridge-input.ts";

/** Takes the entries of a request as events; those that can be none are told apart, as EventBridge does. */
export function putEvents(input: JsonObject, { identity, rules }: BridgeContext): JsonObject {
  const entries = (input["Entries"] ?? []) as readonly JsonObject[];
  const Entries = entries.map((entry): JsonObject => {
    const id = randomUUID();
    try {
      rules.receive(eventOf(entry, id, identity));
      return { EventId: id };
    } catch (error) {
      // The other entries are events, so that the request as a whole has not failed.
      if (!(error instanceof BridgeError)) throw error;
      return { ErrorCode: error.type, ErrorMessage: error.message };
    }
  });
  const failed = Entries.filter((each) => Object.hasOwn(each, "ErrorCode"));
  return { FailedEntryCount: failed.length, Entries };
}

const ENTRY = [
  "Detail",
  "DetailType",
  "EventBusName",
  "Resources",
  "Source",
  "Time",
  "TraceHeader",
] as const;

/** @throws {BridgeError} for what can be no event */
function eventOf(entry: JsonObject, id: string, { accountId, region }: CloudIdentity): JsonObject {
  known(entry, ENTRY);
  const { Time: seconds, Resources: resources = [] } = entry;
  const time = typeof seconds === "number" ? new Date(seconds * 1000) : new Date();
  return {
    version: "0",
    id,
    "detail-type": text(entry, "DetailType"),
    source: text(entry, "Source"),
    account: accountId,
    time: time.toISOString().replace(/\.\d{3}Z$/, "Z"),
    region,
    resources,
    detail: detailOf(text(entry, "Detail")),
  };
}

function detailOf(json: string): JsonObject {
  const detail = jsonObject<JsonObject>(Buffer.from(json));
  if (detail !== undefined) return detail;
  throw new BridgeError("MalformedDetail", "Detail is malformed.");
}
