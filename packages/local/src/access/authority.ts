import { evaluatePolicies, type PolicySource, type RequestContext } from "@cloudapi/iam/evaluation";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { CallLog } from "./call-log.ts";
import type { Caller } from "./caller.ts";

/** One thing that a call does: an action on a resource. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of this access alone. */
  readonly context?: RequestContext;
  /** The resource's own policy. */
  readonly policy?: PolicySource | undefined;
}

/** What is known of a call beside what it does. */
export interface CallFacts {
  readonly service: string;
  readonly operation: string;
  readonly requestId: string;
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
}

/** Judges calls, and keeps what it decided. */
export class Authority {
  readonly #identity: CloudIdentity;
  readonly #log: CallLog;
  readonly #now: () => number;

  constructor(identity: CloudIdentity, log: CallLog, now: () => number) {
    this.#identity = identity;
    this.#log = log;
    this.#now = now;
  }

  /** Why a caller may not do something, in the words of AWS; `undefined` when it may do all of it. */
  refusal(caller: Caller, facts: CallFacts, accesses: readonly Access[]): string | undefined {
    for (const access of accesses) {
      const { decision, by, limitedBy, why } = this.#evaluate(caller, facts, access);
      const { service, operation, requestId } = facts;
      const { action, resource } = access;
      this.#log.add({
        time: new Date(this.#now()),
        requestId,
        service,
        operation,
        principal: caller.arn,
        calledVia: caller.calledVia,
        action,
        resource,
        decision,
        by,
        why,
      });
      if (decision === "allow") continue;
      const what = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
      if (decision === "undecided") return `${what} because ${why}`;
      return decision === "explicitDeny"
        ? `${what} with an explicit deny in ${KINDS[by?.kind ?? "identity"]}`
        : `${what} because no ${KINDS[limitedBy ?? "identity"].replace(/^an? /, "")} allows the ${action} action`;
    }
    return undefined;
  }

  /** Whether a caller may do something, which nobody has asked for: nothing is logged. */
  allows(caller: Caller, facts: CallFacts, access: Access): boolean {
    return this.#evaluate(caller, facts, access).decision === "allow";
  }

  #evaluate(caller: Caller, facts: CallFacts, access: Access) {
    const { identity, boundary, session } = caller.policies();
    const { arn, id, roleArn } = caller;
    return evaluatePolicies({
      identity,
      boundary,
      session,
      resource: access.policy,
      request: {
        principal: roleArn === undefined ? { arn, id } : { arn, id, roleArn },
        action: access.action,
        resource: access.resource,
        resourceAccount: this.#identity.accountId,
        context: { ...this.#globalKeys(caller, facts), ...access.context },
      },
    });
  }

  /** The condition keys that AWS puts into every request. A connection on loopback counts as a secure one. */
  #globalKeys(caller: Caller, { sourceIp, userAgent }: CallFacts): RequestContext {
    const now = this.#now();
    const { calledVia, issuedAt } = caller;
    const [first] = calledVia;
    const isForwarded = first !== undefined;
    return {
      "aws:CurrentTime": new Date(now),
      "aws:EpochTime": Math.floor(now / 1000),
      "aws:RequestedRegion": this.#identity.region,
      "aws:SecureTransport": true,
      "aws:ViaAWSService": isForwarded,
      ...(isForwarded
        ? {
            "aws:CalledVia": calledVia,
            "aws:CalledViaFirst": first,
            "aws:CalledViaLast": calledVia.at(-1) ?? first,
          }
        : {}),
      ...(sourceIp === undefined || isForwarded ? {} : { "aws:SourceIp": sourceIp }),
      ...(userAgent === undefined ? {} : { "aws:UserAgent": userAgent }),
      ...(issuedAt === undefined
        ? {}
        : { "aws:TokenIssueTime": new Date(issuedAt), "aws:MultiFactorAuthPresent": false }),
    };
  }
}

const KINDS = {
  identity: "an identity-based policy",
  resource: "a resource-based policy",
  boundary: "a permissions boundary",
  session: "a session policy",
  organisation: "a service control policy",
  resourceControl: "a resource control policy",
} as const;
