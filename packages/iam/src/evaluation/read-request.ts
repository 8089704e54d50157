import { checkOptionNames } from "@cloudapi/core/internal";
import type { CheckedRequest } from "./match-statement.ts";
import { ContextKeys, type RequestContext } from "./request-context.ts";
import { type KnownPrincipal, type RequestPrincipal, readPrincipal } from "./request-principal.ts";

/** What is asked for, by whom. */
export interface EvaluationRequest {
  /** An ARN, a service's name, or `*` for somebody who has not signed. */
  readonly principal: string | RequestPrincipal;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` for an action that is about none. */
  readonly resource: string;
  /** Whose the resource is; that of its ARN when left out, else the principal's. */
  readonly resourceAccount?: string | undefined;
  /** Condition keys and their values. What follows from the principal, such as `aws:PrincipalArn`, need not be given. */
  readonly context?: RequestContext;
  /** Condition keys whose value is not known; `rest` is all that `context` doesn't have. Default none: they are absent. */
  readonly unknownKeys?: readonly string[] | "rest";
}

/** A request that has been checked, and whether it crosses accounts. */
export interface OwnedRequest extends CheckedRequest {
  readonly resourceAccount: string;
}

const KNOWN = ["principal", "action", "resource", "resourceAccount", "context", "unknownKeys"];

/** @throws {TypeError} naming the field at fault */
export function readRequest(request: EvaluationRequest): OwnedRequest {
  checkOptionNames("evaluatePolicies: request", request, KNOWN);
  const { action, resource, context = {}, unknownKeys = [] } = request;
  const given =
    typeof request.principal === "string" ? { arn: request.principal } : request.principal;
  for (const [name, value] of Object.entries({ principal: given?.arn, action, resource })) {
    if (typeof value === "string" && value !== "") continue;
    throw new TypeError(`evaluatePolicies: request.${name} must be a text that is not empty.`);
  }
  const principal = readPrincipal(given);
  const owner = request.resourceAccount ?? accountOf(resource);
  const resourceAccount = owner === "" ? principal.account : owner;
  const known = {
    ...keysOf(principal),
    ...(resourceAccount === "" ? {} : { "aws:ResourceAccount": resourceAccount }),
  };
  const all = { ...lowerCased(known), ...lowerCased(context) };
  return {
    principal,
    action,
    resource,
    resourceAccount,
    context: new ContextKeys(all, unknownKeys),
  };
}

function lowerCased(context: RequestContext): RequestContext {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]),
  );
}

function accountOf(resource: string): string {
  const account = resource.split(":")[4] ?? "";
  return /^\d{12}$/.test(account) ? account : "";
}

const TYPES: Partial<Record<KnownPrincipal["kind"], string>> = {
  user: "User",
  role: "AssumedRole",
  session: "AssumedRole",
  federated: "FederatedUser",
  root: "Account",
  anonymous: "Anonymous",
};

/** The condition keys that follow from who asks. */
function keysOf(principal: KnownPrincipal): RequestContext {
  const { kind, arn, roleArn, account, id } = principal;
  const type = TYPES[kind];
  const isOfAccount = account !== "";
  return {
    ...(isOfAccount ? { "aws:PrincipalArn": roleArn ?? arn, "aws:PrincipalAccount": account } : {}),
    ...(type === undefined ? {} : { "aws:PrincipalType": type }),
    ...(id === undefined ? {} : { "aws:userid": id }),
    ...(kind === "user" ? { "aws:username": arn.split("/").at(-1) ?? "" } : {}),
    // Who has not signed is of the account "anonymous", and nothing says what service it is.
    ...(kind === "anonymous"
      ? { "aws:PrincipalAccount": "anonymous" }
      : { "aws:PrincipalIsAWSService": kind === "service" }),
    ...(kind === "service" ? { "aws:PrincipalServiceName": arn } : {}),
  };
}
