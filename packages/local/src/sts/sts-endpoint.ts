import { formOf, writeAnswer } from "../http/query-protocol.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import { type ServiceFault, writeServiceFault } from "../http/service-error.ts";
import type { XmlNode } from "../s3/xml/write-xml.ts";
import { assumeRole, roleAccess } from "./assume-role.ts";
import type { StsContext } from "./sts-context.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const ACTIONS = ["GetCallerIdentity", "AssumeRole"];

/** STS: who one is, and sessions of roles. */
export function createStsEndpoint(context: StsContext): ServiceEndpoint {
  return {
    accessOf: async ({ body }) => {
      const form = formOf(body);
      const operation = form.get("Action") ?? "";
      // Everybody may ask who they are, whatever policies say.
      return { operation, accesses: operation === "AssumeRole" ? roleAccess(form, context) : [] };
    },
    handle: async (request) => answer(context, request),
    close: async () => {},
  };
}

function answer(context: StsContext, request: ServiceRequest): ServiceResponse {
  const form = formOf(request.body);
  const action = form.get("Action") ?? "";
  const { requestId } = request;
  const succeed = (result: XmlNode) =>
    writeAnswer({ operation: action, namespace: NAMESPACE, requestId, result });
  if (action === "GetCallerIdentity") return succeed(identityOf(context, request));
  if (action === "AssumeRole") {
    const result = assumeRole(form, context);
    return "fault" in result ? fail(result.fault, request) : succeed(result.fields);
  }
  const message = `The embedded cloud's STS does not implement the action ${action.slice(0, 100)}; it has ${ACTIONS.join(" and ")}.`;
  return fail({ status: 501, code: "NotImplemented", message }, request);
}

function identityOf({ accountId }: StsContext, { caller }: ServiceRequest): XmlNode {
  return { Arn: caller.arn, UserId: caller.id, Account: accountId };
}

function fail(fault: ServiceFault, { requestId }: ServiceRequest): ServiceResponse {
  return writeServiceFault(fault, "query", requestId);
}
