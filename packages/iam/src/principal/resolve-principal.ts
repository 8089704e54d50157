import { GetRoleCommand, type IAMClient, type Role } from "@aws-sdk/client-iam";
import { show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { IamCheckError } from "../simulation/iam-error.ts";
import { toIamError } from "../simulation/to-iam-error.ts";

const EXPECTED =
  "the ARN of an IAM user, group or role, or of a role's session (arn:aws:sts::account:assumed-role/role/session)";

/**
 * The ARN that the simulator takes for a principal: that of a session becomes its role's, which is looked
 * up because a session's ARN leaves out the role's path.
 *
 * @throws {TypeError} when it is not the ARN of a principal
 * @throws {IamCheckError} `UNSUPPORTED_PRINCIPAL` for the root user, federated users and services
 */
export async function resolvePrincipal(
  iam: IAMClient,
  what: string,
  principalArn: unknown,
  signal?: AbortSignal,
): Promise<string> {
  const arn = parseArn(principalArn);
  if (arn === undefined || typeof principalArn !== "string") {
    throw new TypeError(`${what}: principalArn must be ${EXPECTED}, not ${show(principalArn)}.`);
  }
  if (arn.service === "iam" && /^(user|group|role)\/./.test(arn.resource)) return principalArn;
  const session = /^assumed-role\/(?<role>[^/]+)\/./.exec(arn.resource)?.groups?.["role"];
  if (arn.service !== "sts" || session === undefined) throw refusal(principalArn, arn.resource);
  const role = await getRole(iam, session, signal);
  if (parseArn(role.Arn)?.account === arn.account) return role.Arn ?? "";
  throw new IamCheckError(
    "UNSUPPORTED_PRINCIPAL",
    `${principalArn} is of account ${arn.account}, the credentials are of another; run the check with credentials of ${arn.account}.`,
    { principalArn },
  );
}

/** @throws {IamCheckError} `NO_SUCH_PRINCIPAL`, `CANNOT_READ_ROLE` */
export async function getRole(
  iam: IAMClient,
  roleName: string,
  signal?: AbortSignal,
): Promise<Role> {
  signal?.throwIfAborted();
  const options = signal === undefined ? {} : { abortSignal: signal };
  const { Role: role } = await iam
    .send(new GetRoleCommand({ RoleName: roleName }), options)
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw toIamError(error, "iam:GetRole", roleName);
    });
  if (role !== undefined) return role;
  throw new IamCheckError("IAM_REQUEST_FAILED", `IAM answered without the role ${roleName}.`, {
    principalArn: roleName,
  });
}

function refusal(principalArn: string, resource: string): IamCheckError {
  const reason =
    resource === "root"
      ? "the root user has no policies to simulate: it may do everything that no service control policy denies"
      : "the policy simulator takes users, groups and roles only";
  return new IamCheckError(
    "UNSUPPORTED_PRINCIPAL",
    `${principalArn} can't be checked: ${reason}. Give ${EXPECTED}.`,
    { principalArn },
  );
}
