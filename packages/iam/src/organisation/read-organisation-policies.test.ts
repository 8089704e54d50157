import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { describe, expect, it } from "vitest";
import { awsError } from "../../test/fake-iam.ts";
import { readOrganisationPolicies } from "./read-organisation-policies.ts";

const ACCOUNT = "123456789012";
const ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const REGIONS = {
  Effect: "Deny",
  Action: "*",
  Resource: "*",
  Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } },
};
const PARENTS: Readonly<Record<string, { Id: string; Type: string }>> = {
  [ACCOUNT]: { Id: "ou-data", Type: "ORGANIZATIONAL_UNIT" },
  "ou-data": { Id: "r-root", Type: "ROOT" },
};
const POLICIES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  SERVICE_CONTROL_POLICY: {
    "r-root": ["p-all"],
    "ou-data": ["p-all", "p-regions"],
    [ACCOUNT]: ["p-all"],
  },
  RESOURCE_CONTROL_POLICY: { "r-root": ["p-rcp"], "ou-data": ["p-rcp"], [ACCOUNT]: ["p-rcp"] },
};
const DOCUMENTS: Readonly<Record<string, object>> = {
  "p-all": { Version: "2012-10-17", Statement: ALL },
  "p-regions": { Version: "2012-10-17", Statement: REGIONS },
  "p-rcp": { Version: "2012-10-17", Statement: { ...ALL, Principal: "*" } },
};

interface Fake {
  readonly management?: string;
  /** What a command throws, by its name. */
  readonly fail?: Readonly<Record<string, Error>>;
  readonly content?: string;
  /** Whose credentials these are, where they say so. */
  readonly caller?: string;
  readonly parents?: typeof PARENTS;
}

/** The organisation: a root, a unit and the account; one policy a page. */
function organizationsWith({
  management = "999999999999",
  fail = {},
  content,
  caller,
  parents = PARENTS,
}: Fake) {
  const sent: string[] = [];
  const client = new OrganizationsClient({
    region: "us-east-1",
    credentials: {
      accessKeyId: "A",
      secretAccessKey: "S",
      ...(caller === undefined ? {} : { accountId: caller }),
    },
  });
  const send = async (command: object): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, "");
    sent.push(name);
    const kind = command instanceof ListPoliciesForTargetCommand ? ` ${command.input.Filter}` : "";
    const error = fail[name] ?? fail[`${name}${kind}`];
    if (error !== undefined) throw error;
    if (command instanceof DescribeOrganizationCommand)
      return { Organization: { MasterAccountId: management } };
    if (command instanceof ListParentsCommand)
      return { Parents: [parents[command.input.ChildId ?? ""]] };
    if (command instanceof ListPoliciesForTargetCommand) {
      const { Filter = "", TargetId = "", NextToken = "0" } = command.input;
      const ids = POLICIES[Filter]?.[TargetId] ?? [];
      const at = Number(NextToken);
      const next = at + 1 < ids.length ? { NextToken: String(at + 1) } : {};
      return { Policies: ids.slice(at, at + 1).map((Id) => ({ Id })), ...next };
    }
    if (command instanceof DescribePolicyCommand) {
      const { PolicyId = "" } = command.input;
      const Content = content ?? JSON.stringify(DOCUMENTS[PolicyId]);
      return { Policy: { PolicySummary: { Name: `name of ${PolicyId}` }, Content } };
    }
    throw new Error("unexpected command");
  };
  return { organizations: Object.assign(client, { send }) as OrganizationsClient, sent };
}

describe("readOrganisationPolicies", () => {
  it("reads both kinds, level by level from the root, each policy once", async () => {
    const { organizations, sent } = organizationsWith({});
    const read = await readOrganisationPolicies(organizations, { accountId: ACCOUNT });
    expect(read.serviceControl?.map((level) => level.map((each) => nameOf(each)))).toEqual([
      ["name of p-all"],
      ["name of p-all", "name of p-regions"],
      ["name of p-all"],
    ]);
    expect(read.resourceControl).toHaveLength(3);
    expect(read.unread).toEqual([]);
    expect(sent.filter((name) => name === "DescribePolicy")).toHaveLength(3);
  });

  it("finds nothing above an account of no organisation, and above the management account", async () => {
    const none = { serviceControl: [], resourceControl: [], unread: [] };
    const fail = { DescribeOrganization: awsError("AWSOrganizationsNotInUseException", "none") };
    const alone = organizationsWith({ fail });
    const management = organizationsWith({ management: ACCOUNT });
    for (const { organizations } of [alone, management])
      expect(await readOrganisationPolicies(organizations, { accountId: ACCOUNT })).toEqual(none);
  });

  it("doesn't take a caller without an organisation for an account without one, nor some levels for all", async () => {
    const fail = { DescribeOrganization: awsError("AWSOrganizationsNotInUseException", "none") };
    const another = organizationsWith({ fail, caller: "888888888888" });
    const read = await readOrganisationPolicies(another.organizations, { accountId: ACCOUNT });
    expect([read.serviceControl, read.resourceControl]).toEqual([undefined, undefined]);
    expect(read.unread?.[0]?.why).toContain("888888888888 is in no organisation");
    const own = organizationsWith({ fail, caller: ACCOUNT });
    const none = await readOrganisationPolicies(own.organizations, { accountId: ACCOUNT });
    expect(none).toEqual({ serviceControl: [], resourceControl: [], unread: [] });
    const unit = { Id: "ou-above", Type: "ORGANIZATIONAL_UNIT" };
    const endless = organizationsWith({ parents: { [ACCOUNT]: unit, "ou-above": unit } });
    const deep = await readOrganisationPolicies(endless.organizations, { accountId: ACCOUNT });
    expect(deep.serviceControl).toBeUndefined();
    expect(deep.unread?.[0]?.why).toContain("no root");
  });

  it("says which permission is missing, of all kinds or of one", async () => {
    const denied = awsError("AccessDeniedException", "no", 403);
    const member = organizationsWith({ fail: { ListParents: denied } });
    const read = await readOrganisationPolicies(member.organizations, { accountId: ACCOUNT });
    expect(read.serviceControl).toBeUndefined();
    expect(read.unread).toEqual(
      ["serviceControl", "resourceControl"].map((kind) => ({
        kind,
        permission: "organizations:ListParents",
        why: expect.stringContaining("organizations:ListParents") as string,
      })),
    );
    const fail = { "ListPoliciesForTarget RESOURCE_CONTROL_POLICY": denied };
    const half = organizationsWith({ fail });
    const some = await readOrganisationPolicies(half.organizations, { accountId: ACCOUNT });
    expect(some.serviceControl).toHaveLength(3);
    expect(some.unread).toMatchObject([
      { kind: "resourceControl", permission: "organizations:ListPoliciesForTarget" },
    ]);
  });

  it("takes a kind that is not in use for none, and says what failed otherwise", async () => {
    const type = "PolicyTypeNotEnabledException";
    const fail = { "ListPoliciesForTarget RESOURCE_CONTROL_POLICY": awsError(type, "off") };
    const off = organizationsWith({ fail });
    const read = await readOrganisationPolicies(off.organizations, { accountId: ACCOUNT });
    expect([read.resourceControl, read.unread]).toEqual([[], []]);
    const busy = organizationsWith({
      fail: { DescribePolicy: awsError("TooManyRequestsException", "slow down", 429) },
    });
    const failed = await readOrganisationPolicies(busy.organizations, { accountId: ACCOUNT });
    expect(failed.unread?.map(({ why }) => why)).toEqual([
      "organizations:DescribePolicy failed: slow down",
      "organizations:DescribePolicy failed: slow down",
    ]);
    expect(failed.unread?.every((each) => each.permission === undefined)).toBe(true);
  });

  it("says of a policy that is none, and stops when it is told to", async () => {
    const broken = organizationsWith({ content: "{" });
    const read = await readOrganisationPolicies(broken.organizations, { accountId: ACCOUNT });
    expect(read.unread?.[0]?.why).toContain("name of p-all can't be read");
    const signal = AbortSignal.abort(new Error("enough"));
    const { organizations } = organizationsWith({});
    await expect(
      readOrganisationPolicies(organizations, { accountId: ACCOUNT }, { signal }),
    ).rejects.toThrow("enough");
  });
});

function nameOf(policy: object | string): unknown {
  return typeof policy === "object" && "name" in policy ? policy.name : undefined;
}
