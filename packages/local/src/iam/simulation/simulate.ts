import {
  type Evaluation,
  evaluatePolicies,
  type Policy,
  type RequestContext,
} from "@cloudapi/iam/evaluation";
import type { Holder } from "../../access/directory/kept.ts";
import type { XmlNode } from "../../s3/xml/write-xml.ts";
import { missingKeys } from "./simulation-context.ts";

/** What a simulation is about, the same for all actions and resources. */
export interface Simulated {
  readonly accountId: string;
  /** Whose policies take part, where they are somebody's. */
  readonly source: Holder | undefined;
  /** Who is to ask; `undefined` for nobody in particular. */
  readonly caller: string | undefined;
  readonly identity: readonly Policy[];
  readonly boundary: Policy | undefined;
  readonly resource: Policy | undefined;
  readonly resourceOwner: string | undefined;
  readonly context: RequestContext;
}

/** What nobody in particular has none of. */
const OF_CALLERS = [
  "aws:PrincipalArn",
  "aws:PrincipalAccount",
  "aws:PrincipalType",
  "aws:PrincipalIsAWSService",
  "aws:userid",
  "aws:username",
];

/** What the simulator says of one action on one resource. */
export function simulate(asked: Simulated, action: string, resource: string): XmlNode {
  const evaluation = evaluate(asked, action, resource);
  const { by } = evaluation;
  const matched =
    by === undefined
      ? []
      : [{ SourcePolicyId: by.policy, SourcePolicyType: typeOf(by.kind, asked.source) }];
  const policies = [asked.boundary, asked.resource].flatMap((policy) => policy ?? []);
  const given = [
    ...Object.keys(asked.context),
    "aws:ResourceAccount",
    ...(asked.caller === undefined ? [] : OF_CALLERS),
  ];
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: wordOf(evaluation),
    MatchedStatements: { member: matched },
    MissingContextValues: { member: missingKeys([...asked.identity, ...policies], action, given) },
    ...boundaryDetail(asked, action, resource),
    ...accountDetail(asked, action, resource),
  };
}

function evaluate(asked: Simulated, action: string, resource: string): Evaluation {
  const { accountId, caller, identity, boundary, resourceOwner } = asked;
  const nobody = caller === undefined ? OF_CALLERS.map((key) => [key, []] as const) : [];
  return evaluatePolicies({
    identity,
    boundary,
    resource: asked.resource,
    request: {
      principal: caller ?? `arn:aws:iam::${accountId}:role/simulated`,
      action,
      resource,
      resourceAccount: ownerOf(resourceOwner),
      context: { ...Object.fromEntries(nobody), ...asked.context },
    },
  });
}

/** Whether the boundary by itself would let it happen. */
function boundaryDetail(asked: Simulated, action: string, resource: string): XmlNode {
  const { boundary } = asked;
  if (boundary === undefined) return {};
  const alone = { ...asked, identity: [boundary], boundary: undefined, resource: undefined };
  const { decision } = evaluate({ ...alone, resourceOwner: undefined }, action, resource);
  return {
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: decision === "allow" },
  };
}

/** Across accounts: what each side says. */
function accountDetail(asked: Simulated, action: string, resource: string): XmlNode {
  const { accountId, caller, resourceOwner } = asked;
  const own = caller?.split(":")[4] ?? accountId;
  const owner = ownerOf(resourceOwner);
  if (owner === undefined || owner === own) return {};
  const ours = evaluate({ ...asked, resource: undefined, resourceOwner: own }, action, resource);
  const { decision, limitedBy } = evaluate(asked, action, resource);
  const theirs =
    decision === "implicitDeny" && limitedBy === "resource" ? "implicitDeny" : "allowed";
  return {
    EvalDecisionDetails: {
      entry: [
        { key: "IAM Policy", value: wordOf(ours) },
        { key: "Resource Policy", value: decision === "explicitDeny" ? decision : theirs },
      ],
    },
  };
}

/** The account of an owner that may be given as its root's ARN. */
function ownerOf(owner: string | undefined): string | undefined {
  return owner === undefined ? undefined : (/\d{12}/.exec(owner)?.[0] ?? owner);
}

function wordOf({ decision }: Evaluation): string {
  if (decision === "allow") return "allowed";
  return decision === "explicitDeny" ? decision : "implicitDeny";
}

function typeOf(kind: NonNullable<Evaluation["by"]>["kind"], source: Holder | undefined): string {
  if (kind === "resource") return "resource";
  return kind === "identity" && source !== undefined ? source.kind : "none";
}
