import type { PolicyDocument } from "./policy-document.ts";
import { PolicySizeError } from "./policy-error.ts";

/** Characters that IAM allows, white space not counted. */
const LIMITS = {
  managed: { limit: 6144, kind: "a managed policy" },
  inline: { limit: 10_240, kind: "all inline policies of a role together" },
} as const;

/** How a policy is going to be attached, which decides how large it may be. */
export type PolicyAttachment = keyof typeof LIMITS;

export const POLICY_ATTACHMENTS = Object.keys(LIMITS) as readonly PolicyAttachment[];

/** @throws {PolicySizeError} `POLICY_TOO_LARGE` */
export function checkPolicySize(policy: PolicyDocument, attachment: PolicyAttachment): void {
  const { limit, kind } = LIMITS[attachment];
  const size = JSON.stringify(policy).replaceAll(/\s/g, "").length;
  if (size <= limit) return;
  throw new PolicySizeError(
    `The policy has ${size} characters without white space; ${kind} may have ${limit}. ` +
      `${attachment === "managed" ? 'Attach it inline (attachment: "inline", up to 10240), or name' : "Name"} ` +
      "fewer or shorter prefixes and keys, or split it over two policies.",
    { size, limit },
  );
}
