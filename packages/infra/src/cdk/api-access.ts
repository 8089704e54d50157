import { Token } from "aws-cdk-lib";
import * as gateway from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";

/**
 * Who may ask an API: who signs requests with credentials that may invoke it (`iam`), who has a token of an issuer (`jwt`), or who has one of some keys
 * (`keys`), which are passwords in a browser.
 */
export type ApiAccess =
  | { readonly by: "iam" }
  | { readonly by: "jwt"; readonly issuer: string; readonly audience: readonly string[] }
  | {
      readonly by: "keys";
      /** `name:sha256` of each key, at most 50, with commas between them; the SHA-256 in hexadecimal digits. */
      readonly keys: string;
    };

const KEY = /^[^:,\s]{1,64}:[0-9a-fA-F]{64}$/;
/** So many the function takes. */
const MOST_KEYS = 50;

/** @throws {TypeError} for access that nobody could use, or everybody */
export function checkAccess(id: string, access: ApiAccess): void {
  switch (access.by) {
    case "iam":
      return;
    case "jwt":
      if (access.audience.length > 0 && isIssuer(access.issuer)) return;
      throw new TypeError(
        `${id}: access by tokens needs an issuer, such as https://login.example.com/, and at least one audience.`,
      );
    case "keys":
      if (Token.isUnresolved(access.keys)) return;
      if (areKeys(access.keys.split(","))) return;
      throw new TypeError(
        `${id}: access.keys must be name:sha256 of each key, at most ${MOST_KEYS}, with commas between them, never a key itself.`,
      );
    default:
      throw new TypeError(`${id}: access.by must be iam, jwt or keys.`);
  }
}

function areKeys(keys: readonly string[]): boolean {
  return keys.length <= MOST_KEYS && keys.every((key) => KEY.test(key));
}

function isIssuer(issuer: string): boolean {
  return Token.isUnresolved(issuer) || issuer.startsWith("https://");
}

/** The function's own part: it knows who signed, or asks for a key; tokens have been checked before it. */
export function authSettings(access: ApiAccess): Record<string, string> {
  if (access.by === "keys")
    return { CLOUDAPI_LAMBDA_AUTH: "keys", CLOUDAPI_LAMBDA_KEYS: access.keys };
  return { CLOUDAPI_LAMBDA_AUTH: access.by === "iam" ? "iam" : "gateway" };
}

/** The gateway's part. */
export function routeAccess(
  scope: Construct,
  apiId: string,
  access: ApiAccess,
): Pick<gateway.CfnRouteProps, "authorizationType" | "authorizerId"> {
  if (access.by === "iam") return { authorizationType: "AWS_IAM" };
  if (access.by === "keys") return { authorizationType: "NONE" };
  const authorizer = new gateway.CfnAuthorizer(scope, "Authorizer", {
    apiId,
    name: "tokens",
    authorizerType: "JWT",
    identitySource: ["$request.header.Authorization"],
    jwtConfiguration: { issuer: access.issuer, audience: [...access.audience] },
  });
  return { authorizationType: "JWT", authorizerId: authorizer.ref };
}
