import type { CloudIdentity } from "./cloud-identity.ts";
import type { ServiceEndpoint } from "./http/service-endpoint.ts";
import { writeServiceFault } from "./http/service-error.ts";

/** STS, as far as asking who one is. */
export function createStsEndpoint(identity: CloudIdentity): ServiceEndpoint {
  return {
    handle: async ({ body, requestId }) => {
      const action = new URLSearchParams(body.toString("utf8")).get("Action") ?? "";
      if (action !== "GetCallerIdentity") {
        const message = `The embedded cloud's STS does not implement the action ${action.slice(0, 100)}; it has GetCallerIdentity.`;
        return writeServiceFault(
          { status: 501, code: "NotImplemented", message },
          "query",
          requestId,
        );
      }
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: writeIdentity(identity, requestId),
      };
    },
    close: async () => {},
  };
}

function writeIdentity({ accountId }: CloudIdentity, requestId: string): string {
  return [
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>',
    `<Arn>arn:aws:iam::${accountId}:root</Arn><UserId>${accountId}</UserId><Account>${accountId}</Account>`,
    `</GetCallerIdentityResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  ].join("");
}
