import type { Authenticator, CallerContext } from "../auth/authenticator.ts";
import { ProblemError } from "../http/problem.ts";
import type { Identity } from "../operation/exchange.ts";

/**
 * Who asks. Credentials that are not right are refused even where others beside them are.
 *
 * @throws {ProblemError} 401 `UNAUTHENTICATED`, `INVALID_CREDENTIALS`
 */
export async function identify(
  authenticators: readonly Authenticator[],
  request: Request,
  context: CallerContext,
): Promise<Identity> {
  let identity: Identity | undefined;
  for (const each of authenticators) {
    const found = await each.authenticate(request, context);
    if (found === "invalid") throw invalid(authenticators);
    if (found !== "absent") identity ??= found;
  }
  if (identity !== undefined) return identity;
  throw new ProblemError({
    status: 401,
    code: "UNAUTHENTICATED",
    title: "Who asks?",
    detail: `Give credentials: ${authenticators.map(({ name }) => name).join(" or ")}.`,
    headers: challenges(authenticators),
  });
}

function invalid(authenticators: readonly Authenticator[]): ProblemError {
  return new ProblemError({
    status: 401,
    code: "INVALID_CREDENTIALS",
    title: "The credentials are not right.",
    detail: "They are not known, not for this API, or no longer good. Get new ones.",
    headers: challenges(authenticators),
  });
}

function challenges(authenticators: readonly Authenticator[]): Record<string, string> {
  return { "www-authenticate": authenticators.map(({ challenge }) => challenge).join(", ") };
}
