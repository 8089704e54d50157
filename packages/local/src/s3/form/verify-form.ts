import type { CredentialLookup } from "../../access/caller.ts";
import { AuthError } from "../../signature/auth-error.ts";
import { readScope } from "../../signature/read-authorization.ts";
import { signingKey } from "../../signature/signing-key.ts";
import {
  checkToken,
  findCredential,
  hmac,
  sameText,
  type VerifiedSignature,
} from "../../signature/verify-signature.ts";
import { S3Error } from "../s3-error.ts";
import { requiredField } from "./read-form.ts";

/** Whose forms are accepted, and where. */
export interface FormRules {
  readonly credential: CredentialLookup;
  readonly region: string;
  readonly now: () => number;
}

/**
 * Check who signed a form: the signature is over its policy.
 *
 * @throws {S3Error} AccessDenied without a policy, InvalidArgument when a field is missing or can't be right
 * @throws {AuthError} for another key or a wrong signature
 */
export function verifyForm(
  fields: ReadonlyMap<string, string>,
  rules: FormRules,
): VerifiedSignature {
  // Nobody in particular may write to a bucket here.
  const policy = fields.get("policy");
  if (policy === undefined) throw new S3Error("AccessDenied");
  if (fields.has("signature") || fields.has("awsaccesskeyid"))
    throw new S3Error(
      "InvalidRequest",
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  const algorithm = requiredField(fields, "X-Amz-Algorithm");
  if (algorithm !== "AWS4-HMAC-SHA256") throw invalidField("X-Amz-Algorithm", algorithm);
  const { accessKeyId, scopeDate, region, service } = readScope(
    requiredField(fields, "X-Amz-Credential"),
    (message) => new AuthError("InvalidArgument", 400, message),
  );
  const signedAt = requiredField(fields, "X-Amz-Date");
  if (!/^\d{8}T\d{6}Z$/.test(signedAt) || !signedAt.startsWith(scopeDate))
    throw invalidField("X-Amz-Date", signedAt);
  const given = requiredField(fields, "X-Amz-Signature");
  const credential = findCredential(accessKeyId, rules.credential);
  checkToken(credential, fields.get("x-amz-security-token"), rules.now());
  if (region !== rules.region || service !== "s3")
    throw invalidField("X-Amz-Credential", `${region}/${service}`);
  const scope = [scopeDate, region, service, "aws4_request"];
  const key = signingKey(credential.secretAccessKey, scope);
  const signature = hmac(key, policy).toString("hex");
  if (!sameText(signature, given)) throw new S3Error("SignatureDoesNotMatch");
  const { caller } = credential;
  return { signingKey: key, signature, scope: scope.join("/"), signedAt, caller };
}

function invalidField(name: string, value: string): S3Error {
  return new S3Error("InvalidArgument", `The value of the field '${name}' is invalid.`, {
    details: { ArgumentName: name, ArgumentValue: value.slice(0, 100) },
  });
}
