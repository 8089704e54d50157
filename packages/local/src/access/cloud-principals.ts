import { evaluatePolicies } from "@cloudapi/iam/evaluation";
import type { LocalClientConfig } from "../client-config.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { KeptRole } from "./directory/kept.ts";
import type { PrincipalPolicies, Principals, RolePolicies } from "./principals.ts";

/** A user of an embedded cloud. */
export interface LocalUser {
  readonly arn: string;
  /** Ready for the clients of all services. */
  readonly clientConfig: LocalClientConfig;
}

/** A role of an embedded cloud, which AssumeRole makes sessions of. */
export interface LocalRole {
  readonly arn: string;
}

/** Which service runs something as which role. */
export interface ServiceSessionInput {
  /** The role's ARN. */
  readonly roleArn: string;
  /** Such as `lambda.amazonaws.com`: the role's trust policy must let it assume the role. */
  readonly service: string;
  /** Default the service's first word. */
  readonly sessionName?: string;
}

/** Users and roles of an embedded cloud. */
export interface CloudPrincipals {
  /** Make a user, or give one other policies. */
  putUser(name: string, policies?: PrincipalPolicies): LocalUser;
  /** Make a role, or give one other policies; its sessions follow. */
  putRole(name: string, policies: RolePolicies): LocalRole;
  /**
   * What a service hands to code that it runs as a role, such as Lambda to a function.
   *
   * @throws {TypeError} when there is no such role, or when its trust policy doesn't let the service assume it
   */
  serviceSession(input: ServiceSessionInput): LocalUser;
}

const HOUR_MS = 3_600_000;

/** The users and roles of a cloud as it shows them. */
export function cloudPrincipals(
  principals: Principals,
  identity: CloudIdentity,
  endpoint: () => string,
): CloudPrincipals {
  const { region, accountId } = identity;
  const configOf = (credentials: LocalClientConfig["credentials"]): LocalClientConfig => ({
    endpoint: endpoint(),
    region,
    credentials,
    forcePathStyle: true,
  });
  return {
    putUser(name, policies = {}) {
      const { arn, key } = principals.putUser(name, policies);
      return { arn, clientConfig: configOf(key) };
    },
    putRole: (name, policies) => ({ arn: principals.putRole(name, policies).arn }),
    serviceSession({ roleArn, service, sessionName = service.split(".")[0] ?? "" }) {
      const role = principals.role(roleArn);
      if (role === undefined)
        throw new TypeError(`serviceSession: there is no role ${roleArn}; make it with putRole.`);
      checkTrust(role, service, accountId);
      const session = principals.openSession({
        role,
        sessionName,
        policies: undefined,
        durationMs: HOUR_MS,
      });
      const { accessKeyId, secretAccessKey, sessionToken } = session;
      return {
        arn: session.arn,
        clientConfig: configOf({ accessKeyId, secretAccessKey, sessionToken }),
      };
    },
  };
}

function checkTrust({ arn, trust }: KeptRole, service: string, accountId: string): void {
  const { decision, why } = evaluatePolicies({
    resource: trust.policy,
    request: {
      principal: service,
      action: "sts:AssumeRole",
      resource: arn,
      context: { "aws:SourceAccount": accountId },
    },
  });
  if (decision === "allow") return;
  throw new TypeError(`serviceSession: ${service} may not assume ${arn}. ${why}`);
}
