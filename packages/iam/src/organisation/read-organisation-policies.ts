import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  type OrganizationsClient,
  paginateListPoliciesForTarget,
} from "@aws-sdk/client-organizations";
import { checkOptionNames } from "@cloudapi/core/internal";
import { checkAccount } from "../arn/check-account.ts";
import type { Policy } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import type { OrganisationPolicies } from "../policy-kinds/given-policies.ts";
import type { UnreadPolicies } from "../policy-kinds/policy-coverage.ts";
import { askOrganizations, Unreadable } from "./ask-organizations.ts";

/** Whose organisation is read. */
export interface OrganisationPoliciesInput {
  /** The account whose roles and buckets are checked. */
  readonly accountId: string;
}

const WHAT = "readOrganisationPolicies";
const KINDS = [
  ["serviceControl", "SERVICE_CONTROL_POLICY"],
  ["resourceControl", "RESOURCE_CONTROL_POLICY"],
] as const;
/** A root, at most five levels of units, and the account. */
const MAX_LEVELS = 7;

/**
 * Read the service and resource control policies that an account is under, level by level from the root of its organisation, for `checkRole`,
 * `checkS3Access` and `checkGlueRole`. What can't be read is in `unread`, with the permission that is missing: AWS lets only the
 * management account and delegated administrators read them. An account without an organisation, and the management account,
 * are under none; the former is told with credentials of its own.
 *
 * IAM: `organizations:DescribeOrganization`, `organizations:ListParents`, `organizations:ListPoliciesForTarget`,
 * `organizations:DescribePolicy`.
 *
 * @throws {TypeError} naming the field at fault; nothing is thrown for what can't be read
 *
 * @example
 * ```ts
 * import { OrganizationsClient } from "@aws-sdk/client-organizations";
 * import { readOrganisationPolicies } from "@cloudapi/iam/organisation";
 *
 * const read = readOrganisationPolicies(new OrganizationsClient({}), { accountId: "my account" });
 * console.log(await read.catch((error) => error.message.includes("accountId"))); // => true
 * ```
 */
export async function readOrganisationPolicies(
  organizations: OrganizationsClient,
  input: OrganisationPoliciesInput,
  options?: { readonly signal?: AbortSignal },
): Promise<OrganisationPolicies> {
  checkOptionNames(WHAT, input, ["accountId"]);
  checkOptionNames(WHAT, options, ["signal"]);
  checkAccount(WHAT, "accountId", input.accountId);
  const reading = { organizations, signal: options?.signal };
  try {
    if (await isUnderNone(reading, input.accountId))
      return { serviceControl: [], resourceControl: [], unread: [] };
    const targets = await targetsOf(reading, input.accountId);
    return await readKinds(reading, targets);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { unread: KINDS.map(([kind]) => unreadOf(kind, error)) };
  }
}

interface Reading {
  readonly organizations: OrganizationsClient;
  readonly signal: AbortSignal | undefined;
}

/** The management account is under no policies of its organisation. */
async function isUnderNone(reading: Reading, accountId: string): Promise<boolean> {
  const found = await askOrganizations(reading, "DescribeOrganization", (options) =>
    reading.organizations.send(new DescribeOrganizationCommand({}), options),
  );
  const { Organization } = found ?? {};
  if (Organization !== undefined) return Organization.MasterAccountId === accountId;
  const { accountId: own = accountId } = await reading.organizations.config.credentials();
  if (own === accountId) return true;
  throw new Unreadable(
    `The caller's account ${own} is in no organisation, which says nothing of ${accountId}. Read its policies with credentials of its organisation's management account or of a delegated administrator.`,
  );
}

/** The root, the units and the account, in this order. */
async function targetsOf(reading: Reading, accountId: string): Promise<string[]> {
  const targets = [accountId];
  while (targets.length < MAX_LEVELS) {
    const ChildId = targets[0] ?? "";
    const found = await askOrganizations(reading, "ListParents", (options) =>
      reading.organizations.send(new ListParentsCommand({ ChildId }), options),
    );
    const [parent] = found?.Parents ?? [];
    if (parent?.Id === undefined) throw new Unreadable(`${ChildId} has no parent that is told.`);
    targets.unshift(parent.Id);
    if (parent.Type === "ROOT") return targets;
  }
  throw new Unreadable(`There is no root within ${MAX_LEVELS} levels above ${accountId}.`);
}

async function readKinds(
  reading: Reading,
  targets: readonly string[],
): Promise<OrganisationPolicies> {
  const unread: UnreadPolicies[] = [];
  const found: { -readonly [Kind in (typeof KINDS)[number][0]]?: Policy[][] } = {};
  for (const [kind, filter] of KINDS) {
    try {
      const known = new Map<string, Policy>();
      const levels: Policy[][] = [];
      for (const target of targets) levels.push(await levelOf(reading, { target, filter, known }));
      found[kind] = levels.filter((level) => level.length > 0);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unread.push(unreadOf(kind, error));
    }
  }
  return { ...found, unread };
}

interface Level {
  readonly target: string;
  readonly filter: (typeof KINDS)[number][1];
  /** Policies that another level has, too. */
  readonly known: Map<string, Policy>;
}

async function levelOf(reading: Reading, { target, filter, known }: Level): Promise<Policy[]> {
  const { organizations } = reading;
  const input = { TargetId: target, Filter: filter };
  const summaries = await askOrganizations(reading, "ListPoliciesForTarget", async () => {
    const all: { readonly Id?: string | undefined }[] = [];
    const pages = paginateListPoliciesForTarget({ client: organizations }, input);
    for await (const { Policies = [] } of pages) all.push(...Policies);
    return all;
  });
  const policies: Policy[] = [];
  for (const { Id = "" } of summaries ?? []) {
    const policy = known.get(Id) ?? (await policyOf(reading, Id));
    known.set(Id, policy);
    policies.push(policy);
  }
  return policies;
}

async function policyOf(reading: Reading, PolicyId: string): Promise<Policy> {
  const found = await askOrganizations(reading, "DescribePolicy", (options) =>
    reading.organizations.send(new DescribePolicyCommand({ PolicyId }), options),
  );
  const { Content = "", PolicySummary } = found?.Policy ?? {};
  const name = PolicySummary?.Name ?? PolicyId;
  const { policy, issues } = readPolicy(Content, { name });
  if (policy !== undefined) return policy;
  throw new Unreadable(`The policy ${name} can't be read: ${issues[0]?.message}`);
}

function unreadOf(kind: UnreadPolicies["kind"], { message, permission }: Unreadable) {
  return { kind, why: message, ...(permission === undefined ? {} : { permission }) };
}
