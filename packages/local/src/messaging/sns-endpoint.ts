import type { CloudIdentity } from "../cloud-identity.ts";
import type { ServiceEndpoint, ServiceResponse } from "../http/service-endpoint.ts";
import { writeServiceFault } from "../http/service-error.ts";
import type { BackendAnswer, MessagingBackend } from "./messaging-backend.ts";
import { snsAccess } from "./sns-access.ts";
import { checkSnsCall, type SnsParameters } from "./sns-rules.ts";

/** SNS over the store, behind a guard: what is not right is refused by name. */
export function createSnsEndpoint(
  backend: MessagingBackend,
  identity: CloudIdentity,
): ServiceEndpoint {
  return {
    accessOf: async ({ body }) => {
      const parameters = readParameters(body);
      return {
        operation: parameters.get("Action") ?? "",
        accesses: await snsAccess(backend, identity, parameters),
      };
    },
    handle: async (request) => {
      const parameters = readParameters(request.body);
      const fault = checkSnsCall(parameters) ?? (await checkTopic(backend, parameters));
      if (fault !== undefined) return writeServiceFault(fault, "query", request.requestId);
      return asResponse(await backend.sns(parameters));
    },
    close: async () => {},
  };
}

function readParameters(body: Buffer): SnsParameters {
  return new Map(new URLSearchParams(body.toString("utf8")));
}

/** Listing the subscriptions of a topic that does not exist is an error, not an empty list. */
async function checkTopic(backend: MessagingBackend, parameters: SnsParameters) {
  if (parameters.get("Action") !== "ListSubscriptionsByTopic") return undefined;
  const found = await backend.sns(
    new Map([
      ["Action", "GetTopicAttributes"],
      ["TopicArn", parameters.get("TopicArn") ?? ""],
    ]),
  );
  return found.status === 200
    ? undefined
    : { status: 404, code: "NotFound", message: "Topic does not exist" };
}

function asResponse({ status, body }: BackendAnswer): ServiceResponse {
  return { status, headers: { "content-type": "text/xml" }, body };
}
