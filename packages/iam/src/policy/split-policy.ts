import { checkOptionNames } from "@cloudapi/core/internal";
import { MANAGED_LIMIT, policySize } from "./check-policy-size.ts";
import type { PolicyDocument, PolicyStatement } from "./policy-document.ts";
import { PolicySizeError } from "./policy-error.ts";

/** How many managed policies a role may have: by default, and at most. */
const MANAGED_QUOTA = { usual: 10, most: 20 } as const;

/**
 * The same rights as several managed policies, each within IAM's limit of 6,144 characters: statements stay whole where they fit, and else are divided
 * by their resources. The same policy gives the same parts. A role may have 10 managed policies attached, and up to 20 where the
 * account's quota was raised; inline policies share one limit, so that splitting them gains nothing. `fitPolicy` uses both.
 *
 * @param options.most how many policies the role may have attached; 10 when left out
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` when a statement about a single resource is too large by itself, or when there would
 * be more policies than a role may have
 *
 * @example
 * ```ts
 * import { buildTransformPolicy, splitPolicy } from "@cloudapi/iam";
 *
 * const policy = buildTransformPolicy({
 *   sources: Array.from({ length: 300 }, (_, n) => ({ bucket: "cloudapi-logs-raw", prefix: `customers/${n}/` })),
 *   destination: { bucket: "cloudapi-logs-processed", prefix: "api_logs/" },
 *   attachment: "split",
 * });
 * console.log(splitPolicy(policy).length); // => 4
 * ```
 */
export function splitPolicy(
  policy: PolicyDocument,
  options: { readonly most?: number } = {},
): PolicyDocument[] {
  checkOptionNames("splitPolicy", options, ["most"]);
  const most = checkMost("splitPolicy", options.most);
  const parts = partsOf(policy);
  if (parts.length > most) throw tooMany(parts.length, { policy, most });
  return parts;
}

/** @throws {RangeError} where a role can't have so many */
export function checkMost(what: string, most: number = MANAGED_QUOTA.usual): number {
  if (Number.isInteger(most) && most >= 1 && most <= MANAGED_QUOTA.most) return most;
  throw new RangeError(`${what}: most must be a whole number from 1 to ${MANAGED_QUOTA.most}.`);
}

/** As many managed policies as it takes. */
export function partsOf(policy: PolicyDocument): PolicyDocument[] {
  const limit = MANAGED_LIMIT;
  const parts: PolicyStatement[][] = [];
  for (const statement of policy.Statement.flatMap((each) => divided(each, limit))) {
    const last = parts.at(-1);
    if (last !== undefined && policySize(documentOf([...last, statement])) <= limit)
      last.push(statement);
    else parts.push([statement]);
  }
  return parts.map(documentOf);
}

function tooMany(count: number, { policy, most }: { policy: PolicyDocument; most: number }) {
  return new PolicySizeError(
    `splitPolicy: the policy is ${count} managed policies of ${MANAGED_LIMIT} characters; the role may have ${most}. ` +
      `Name fewer or shorter prefixes and keys, such as one folder above several, give the work to several roles, or have the account's quota raised (most, up to ${MANAGED_QUOTA.most}). fitPolicy uses the space of inline policies, too.`,
    { size: policySize(policy), limit: most * MANAGED_LIMIT },
  );
}

/** Halves by resources, then by actions, until each fits. */
function divided(statement: PolicyStatement, limit: number): PolicyStatement[] {
  const size = policySize(documentOf([statement]));
  if (size <= limit) return [statement];
  // A document that others wrote may have one text for a list.
  const [Resource, Action] = [[statement.Resource ?? []].flat(), [statement.Action].flat()];
  const halves =
    Resource.length > 1
      ? halvesOf(Resource).map((half) => ({ ...statement, Resource: half }))
      : halvesOf(Action).map((half) => ({ ...statement, Action: half }));
  if (halves.length < 2)
    throw new PolicySizeError(
      `splitPolicy: the statement ${statement.Sid ?? ""} has ${size} characters and can't be divided: its conditions are too long. ` +
        `A policy may have ${limit}; name fewer or shorter prefixes.`,
      { size, limit },
    );
  return halves.flatMap((half) => divided(half, limit));
}

function halvesOf(list: readonly string[]): (readonly string[])[] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)].filter((half) => half.length > 0);
}

/** A document of statements: of those with the same id, the later are numbered, with none that another has. */
export function documentOf(Statement: readonly PolicyStatement[]): PolicyDocument {
  const taken = new Set(Statement.map(({ Sid }) => Sid));
  const seen = new Map<string, number>();
  const numbered = Statement.map((statement) => {
    const { Sid } = statement;
    if (Sid === undefined) return statement;
    let count = (seen.get(Sid) ?? 0) + 1;
    while (count > 1 && taken.has(`${Sid}Part${count}`)) count++;
    seen.set(Sid, count);
    if (count === 1) return statement;
    taken.add(`${Sid}Part${count}`);
    return { ...statement, Sid: `${Sid}Part${count}` };
  });
  return { Version: "2012-10-17", Statement: numbered };
}
