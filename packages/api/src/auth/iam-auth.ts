import { checkOptionNames } from "@cloudapi/core/internal";
import type { Authenticator } from "./authenticator.ts";

/** Options of `iamAuth`. */
export interface IamAuthInput {
  /** What is said of a caller, by their ARN; `undefined` turns them away. Default: everybody whom the gateway lets in, without claims. */
  readonly claimsOf?: (arn: string) => Readonly<Record<string, unknown>> | undefined;
}

/**
 * Callers by their AWS credentials: API Gateway or a function URL with `AWS_IAM` checks the signature (SigV4), and says who
 * signed. A header can't say so: behind another server nobody gets in.
 *
 * @example
 * ```ts
 * import { iamAuth } from "@cloudapi/api";
 *
 * const auth = iamAuth({ claimsOf: (arn) => (arn.endsWith("/reports") ? { tenant: "acme" } : undefined) });
 * console.log(auth.name); // => "iam"
 * ```
 */
export function iamAuth(input: IamAuthInput = {}): Authenticator {
  checkOptionNames("iamAuth", input, ["claimsOf"]);
  const { claimsOf = () => ({}) } = input;
  return {
    name: "iam",
    scheme: {
      type: "apiKey",
      in: "header",
      name: "Authorization",
      description: "AWS Signature Version 4, checked by the gateway.",
    },
    challenge: "AWS4-HMAC-SHA256",
    authenticate: async (_request, { iam }) => {
      if (iam === undefined) return "absent";
      const claims = claimsOf(iam.arn);
      return claims === undefined ? "invalid" : { subject: iam.arn, claims };
    },
  };
}
