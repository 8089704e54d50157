import { type ArnForm, checkArn, KEY, LOG_GROUP, SECRET } from "../arn/arn-form.ts";
import { show } from "../arn/check-names.ts";
import { type BoundNeed, bindCase, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import { keyValues } from "../needs/key-values.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";

/** The secret that a role reads. */
export interface SecretInput {
  /** ARN of the secret with how to sign in, whole, as Secrets Manager gives it, or several. */
  readonly secretArn?: string | readonly string[];
  /** ARN of the KMS key that the secrets lie under, unless it is AWS's own; or several. */
  readonly secretKmsKeyArn?: string | readonly string[];
}

export const SECRET_INPUT = ["secretArn", "secretKmsKeyArn"] as const;

/** ARNs of one form: one, several or none. @throws {TypeError} naming the field at fault */
export function checkArns(
  { what, name }: { readonly what: string; readonly name: string },
  given: string | readonly string[] | undefined,
  form: ArnForm,
): readonly string[] {
  const arns = given === undefined ? [] : [given].flat();
  for (const arn of arns) checkArn(what, name, arn, form);
  return arns;
}

/** A role's use of secrets, checked. */
export interface CheckedSecrets {
  readonly arns: readonly string[];
  readonly needs: (values: NeedValues) => BoundNeed[];
}

/** @throws {TypeError} naming the field at fault */
export function checkSecrets(what: string, input: SecretInput): CheckedSecrets {
  const secretArn = checkArns({ what, name: "secretArn" }, input.secretArn, SECRET);
  const keys = checkArns({ what, name: "secretKmsKeyArn" }, input.secretKmsKeyArn, KEY);
  if (secretArn.length === 0 && keys.length > 0)
    throw new TypeError(`${what}: secretKmsKeyArn is for secrets; give secretArn, too.`);
  return {
    arns: [...secretArn, ...keys],
    needs(values) {
      if (secretArn.length === 0) return [];
      const { readSecret } = ROLE_NEEDS;
      return [
        ...bindNeeds(readSecret, { ...values, secretArn }),
        ...keys.flatMap((key) =>
          bindCase(
            readSecret,
            { ...values, ...keyValues("secret.", key) },
            { only: "secret.readKey", cases: [] },
          ),
        ),
      ];
    },
  };
}

/** The ARN of a log group that is given by its name or its ARN, which may end in `:*` for its streams. */
export function logGroupArn(
  what: string,
  logGroup: string | undefined,
  { partition, region, accountId }: NeedValues,
): string | undefined {
  if (logGroup === undefined) return undefined;
  if (typeof logGroup !== "string")
    throw new TypeError(`${what}: logGroup must be ${LOG_GROUP.expected}, not ${show(logGroup)}.`);
  const arn = logGroup.startsWith("arn:")
    ? logGroup.replace(/:\*$/, "")
    : `arn:${String(partition)}:logs:${String(region)}:${String(accountId)}:log-group:${logGroup}`;
  checkArn(what, "logGroup", arn, LOG_GROUP);
  return arn;
}
