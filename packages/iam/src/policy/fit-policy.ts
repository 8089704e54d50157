import { checkOptionNames } from "@cloudapi/core/internal";
import { INLINE_LIMIT, MANAGED_LIMIT, policySize } from "./check-policy-size.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { PolicySizeError } from "./policy-error.ts";
import { checkMost, documentOf, partsOf } from "./split-policy.ts";

/** How a role can have a policy. */
export interface FittedPolicy {
  /** To be made and attached; each within 6,144 characters. */
  readonly managed: readonly PolicyDocument[];
  /** To be put into the role itself, within 10,240 characters; absent where nothing is left for it. */
  readonly inline?: PolicyDocument;
}

/**
 * Place the rights of a policy in a role that has no others, within IAM's limits: in managed policies, which are filled one after the
 * other, and what is more than these inline. The same policy is placed the same way.
 *
 * @param options.most how many managed policies the role may have attached; 10 when left out, up to 20 where the quota was raised
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` when a statement about a single resource is too large by itself, or when it is
 *   more than a role can have
 *
 * @example
 * ```ts
 * import { buildTransformPolicy, fitPolicy } from "@cloudapi/iam";
 *
 * const policy = buildTransformPolicy({
 *   sources: Array.from({ length: 300 }, (_, n) => ({ bucket: "cloudapi-logs-raw", prefix: `customers/${n}/` })),
 *   destination: { bucket: "cloudapi-logs-processed", prefix: "api_logs/" },
 *   attachment: "split",
 * });
 * const { managed, inline } = fitPolicy(policy, { most: 3 });
 * console.log(managed.length, inline !== undefined); // => 3 true
 * ```
 */
export function fitPolicy(
  policy: PolicyDocument,
  options: { readonly most?: number } = {},
): FittedPolicy {
  checkOptionNames("fitPolicy", options, ["most"]);
  const most = checkMost("fitPolicy", options.most);
  const parts = partsOf(policy);
  const managed = parts.slice(0, most);
  if (parts.length <= most) return { managed };
  const inline = documentOf(parts.slice(most).flatMap(({ Statement }) => Statement));
  const size = policySize(inline);
  if (size <= INLINE_LIMIT) return { managed, inline };
  throw new PolicySizeError(
    `fitPolicy: beside ${most} managed policies of ${MANAGED_LIMIT} characters there are ${size} characters left, and inline policies of a role may have ${INLINE_LIMIT}. ` +
      "Name fewer or shorter prefixes and keys, such as one folder above several, or give the work to several roles.",
    { size: policySize(policy), limit: most * MANAGED_LIMIT + INLINE_LIMIT },
  );
}
