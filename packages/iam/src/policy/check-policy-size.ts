import { show } from "../arn/check-names.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { PolicySizeError } from "./policy-error.ts";

/** Characters that IAM allows, white space not counted. */
const LIMITS = {
  managed: { limit: 6144, kind: "a managed policy" },
  inline: { limit: 10_240, kind: "all inline policies of a role together" },
} as const;

/** How a policy is going to be attached, which decides how large it may be; what is given to `splitPolicy` may have any size. */
export type PolicyAttachment = keyof typeof LIMITS | "split";

const POLICY_ATTACHMENTS: readonly PolicyAttachment[] = ["managed", "inline", "split"];

/** @throws {TypeError} when this is none of them */
export function checkAttachment(what: string, attachment: unknown): PolicyAttachment {
  const found = POLICY_ATTACHMENTS.find((each) => each === attachment);
  if (found !== undefined) return found;
  throw new TypeError(
    `${what}: attachment must be one of ${POLICY_ATTACHMENTS.join(", ")}, not ${show(attachment)}.`,
  );
}

/** Characters of a policy, as IAM counts them. */
export function policySize(policy: PolicyDocument): number {
  return JSON.stringify(policy).replaceAll(/\s/g, "").length;
}

export const MANAGED_LIMIT = LIMITS.managed.limit;

export const INLINE_LIMIT = LIMITS.inline.limit;

type Boundary = "boundary" | "coarseBoundary";

/** @throws {PolicySizeError} `POLICY_TOO_LARGE` */
export function checkPolicySize(
  policy: PolicyDocument,
  attachment: PolicyAttachment | Boundary,
): void {
  if (attachment === "split") return;
  const isBoundary = attachment === "boundary" || attachment === "coarseBoundary";
  const { limit, kind } = LIMITS[isBoundary ? "managed" : attachment];
  const size = policySize(policy);
  if (size <= limit) return;
  const has = `has ${size} characters without white space;`;
  const message = isBoundary
    ? `The boundary ${has} a managed policy may have ${limit}, and a role has one boundary. ${ADVICE[attachment]}`
    : `The policy ${has} ${kind} may have ${limit}. ` +
      `${attachment === "managed" ? 'Attach it inline (attachment: "inline", up to 10240), or name' : "Name"} ` +
      'fewer or shorter prefixes and keys, or build it with attachment: "split" and give it to splitPolicy or fitPolicy.';
  throw new PolicySizeError(message, { size, limit });
}

const FEWER =
  "Give it the policies of fewer roles, or policies with fewer or shorter prefixes and keys";
const ADVICE: Readonly<Record<Boundary, string>> = {
  boundary: `${FEWER}, or let it be coarser (coarse: true).`,
  coarseBoundary: `Even its coarsest form is too large. ${FEWER}.`,
};
