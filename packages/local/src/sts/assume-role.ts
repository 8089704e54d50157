import { type Policy, readPolicy } from "@cloudapi/iam/evaluation";
import type { Access } from "../access/authority.ts";
import type { ServiceFault } from "../http/service-error.ts";
import type { XmlNode } from "../s3/xml/write-xml.ts";
import type { StsContext } from "./sts-context.ts";

const KNOWN = [
  "Action",
  "Version",
  "RoleArn",
  "RoleSessionName",
  "DurationSeconds",
  "Policy",
  "ExternalId",
];
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 900;
const MOST_SECONDS = 43_200;
const MAX_POLICY_CHARACTERS = 2048;

type Form = ReadonlyMap<string, string>;

/** What assuming a role does. A role that there is none of is one that nobody may assume. */
export function roleAccess(form: Form, { principals, accountId }: StsContext): Access[] {
  const arn = form.get("RoleArn") ?? "";
  const externalId = form.get("ExternalId");
  const sessionName = form.get("RoleSessionName");
  return [
    {
      action: "sts:AssumeRole",
      resource: arn === "" ? `arn:aws:iam::${accountId}:role/` : arn,
      policy: principals.role(arn)?.trust.policy,
      context: {
        ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
        ...(sessionName === undefined ? {} : { "sts:RoleSessionName": sessionName }),
      },
    },
  ];
}

/** AssumeRole: a session of a role, with keys that end. */
export function assumeRole(
  form: Form,
  { principals }: StsContext,
): { readonly fields: XmlNode } | { readonly fault: ServiceFault } {
  const stranger = [...form.keys()].find((name) => !KNOWN.includes(name));
  if (stranger !== undefined)
    return notImplemented(`the parameter ${stranger.slice(0, 100)} of AssumeRole`);
  const sessionName = form.get("RoleSessionName") ?? "";
  if (!SESSION_NAME.test(sessionName))
    return fault(
      "ValidationError",
      "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: 2 to 64 letters, digits and _+=,.@-",
    );
  const seconds = Number(form.get("DurationSeconds") ?? DEFAULT_SECONDS);
  if (!Number.isInteger(seconds) || seconds < LEAST_SECONDS || seconds > MOST_SECONDS)
    return fault(
      "ValidationError",
      `1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint: a whole number from ${LEAST_SECONDS} to ${MOST_SECONDS}`,
    );
  const policies = readSessionPolicy(form.get("Policy"));
  if ("fault" in policies) return policies;
  const role = principals.role(form.get("RoleArn") ?? "");
  if (role === undefined) return denied(form.get("RoleArn") ?? "");
  if (seconds > role.maxSessionSeconds)
    return fault(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  const session = principals.openSession({
    role,
    sessionName,
    policies: policies.session,
    durationMs: seconds * 1000,
  });
  return {
    fields: {
      AssumedRoleUser: { Arn: session.arn, AssumedRoleId: session.id },
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: new Date(session.expiresAt).toISOString(),
      },
    },
  };
}

function readSessionPolicy(
  text: string | undefined,
): { readonly session: readonly Policy[] | undefined } | { readonly fault: ServiceFault } {
  if (text === undefined) return { session: undefined };
  if (text.length > MAX_POLICY_CHARACTERS)
    return fault(
      "PackedPolicyTooLarge",
      `The session policy has more than ${MAX_POLICY_CHARACTERS} characters.`,
    );
  const { policy, issues } = readPolicy(text, { name: "session" });
  if (policy !== undefined) return { session: [policy] };
  return fault("MalformedPolicyDocument", issues[0]?.message ?? "The session policy is no policy.");
}

function denied(arn: string) {
  return {
    fault: {
      status: 403,
      code: "AccessDenied",
      message: `Not authorized to perform: sts:AssumeRole on resource: ${arn.slice(0, 300)}`,
    },
  };
}

function notImplemented(what: string) {
  const message = `The embedded cloud's STS does not implement ${what}. See docs/local.md.`;
  return { fault: { status: 501, code: "NotImplemented", message } };
}

function fault(code: string, message: string) {
  return { fault: { status: 400, code, message } };
}
