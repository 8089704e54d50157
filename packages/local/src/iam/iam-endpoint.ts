import type { Principals } from "../access/principals.ts";
import { formOf, writeAnswer } from "../http/query-protocol.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import { writeServiceFault } from "../http/service-error.ts";
import { IamCall, type IamOperation } from "./iam-call.ts";
import { IamError, notImplemented, validationError } from "./iam-error.ts";
import { IAM_OPERATIONS } from "./iam-operations.ts";
import { REFUSED_IAM_OPERATIONS } from "./refused-operations.ts";

const NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";

/** IAM: the users, roles, groups and policies by which the embedded cloud judges. */
export function createIamEndpoint(principals: Principals): ServiceEndpoint {
  const callOf = ({ caller, body }: ServiceRequest) =>
    new IamCall(principals, caller, formOf(body));
  return {
    accessOf: async (request) => {
      const call = callOf(request);
      const action = `iam:${call.operation}`;
      const operation = find(call.operation);
      if (operation === undefined) return { operation: call.operation, accesses: [] };
      const resource = operation.resource(call);
      const context = operation.context?.(call) ?? {};
      return { operation: call.operation, accesses: [{ action, resource, context }] };
    },
    handle: async (request) => answer(callOf(request), request),
    close: async () => {},
  };
}

function answer(call: IamCall, { requestId }: ServiceRequest): ServiceResponse {
  try {
    const result = known(call).run(call);
    return writeAnswer({ operation: call.operation, namespace: NAMESPACE, requestId, result });
  } catch (error) {
    if (!(error instanceof IamError)) throw error;
    const { status, code, message } = error;
    return writeServiceFault({ status, code, message }, "query", requestId);
  }
}

/** The operation, of which every parameter is one that it takes. */
function known(call: IamCall): IamOperation {
  const name = call.operation;
  const operation = find(name);
  if (operation === undefined) {
    if (REFUSED_IAM_OPERATIONS.has(name)) throw notImplemented(`the action ${name}`);
    throw new IamError(
      400,
      "InvalidAction",
      `Could not find operation ${name.slice(0, 100)} for version 2010-05-08`,
    );
  }
  const { required, optional = [] } = operation;
  const stranger = call.names().find((each) => ![...required, ...optional].includes(each));
  if (stranger !== undefined) throw notImplemented(`the parameter ${stranger} of ${name}`);
  const missing = required.find((each) => !call.names().includes(each));
  if (missing === undefined) return operation;
  const field = `${missing[0]?.toLowerCase()}${missing.slice(1)}`;
  throw validationError(
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

function find(name: string): IamOperation | undefined {
  return Object.hasOwn(IAM_OPERATIONS, name) ? IAM_OPERATIONS[name] : undefined;
}
