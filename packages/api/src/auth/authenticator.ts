import type { Identity } from "../operation/exchange.ts";
import type { Json } from "../values/json-form.ts";

/** What the gateway in front of the API knows of a caller, where there is one. It is no part of the HTTP request. */
export interface CallerContext {
  /** Who signed the request (SigV4), as API Gateway or a function URL has checked it. */
  readonly iam?: { readonly arn: string; readonly accountId: string | undefined };
}

/** A way in which callers say who they are. */
export interface Authenticator {
  /** Its name in the OpenAPI document. */
  readonly name: string;
  /** The security scheme in the OpenAPI document. */
  readonly scheme: Readonly<Record<string, Json>>;
  /** What `WWW-Authenticate` says. */
  readonly challenge: string;
  /**
   * Who asks; `"absent"` when the request has no credentials of this kind, `"invalid"` when they are not right or no
   * longer good.
   */
  authenticate(request: Request, context: CallerContext): Promise<Identity | "absent" | "invalid">;
}
