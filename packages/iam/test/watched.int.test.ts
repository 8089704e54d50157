import { join, resolve } from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_NEEDS } from "../src/needs/all-needs.ts";
import { ATHENA_SCENARIOS } from "./proof/athena-scenarios.ts";
import { WRITING_SCENARIOS } from "./proof/athena-writes.ts";
import { GLUE_SCENARIOS } from "./proof/catalog-scenarios.ts";
import { grantsApart, withGrants } from "./proof/grants-apart.ts";
import { type Clients, destroyClients, isAllowedBy, plainClients, watch } from "./proof/guard.ts";
import { INFRA_SCENARIOS } from "./proof/infra-scenarios.ts";
import { LAMBDA_SCENARIO } from "./proof/lambda-scenario.ts";
import { narrowed, widened } from "./proof/mutants.ts";
import { type Neighbour, neighboursOf, unique } from "./proof/neighbours.ts";
import { type OperationRow, operationTable } from "./proof/operation-table.ts";
import { REDSHIFT_SCENARIOS } from "./proof/redshift-scenarios.ts";
import type { AuthorizedRequest } from "./proof/requests-of.ts";
import { REST_SCENARIOS } from "./proof/rest-scenarios.ts";
import { S3_SCENARIOS } from "./proof/s3-scenarios.ts";
import { LAKE, RAW, RESULTS } from "./proof/scenario.ts";
import { TABLE_SCENARIOS } from "./proof/table-scenarios.ts";

const SCENARIOS = [
  ...S3_SCENARIOS,
  LAMBDA_SCENARIO,
  ...TABLE_SCENARIOS,
  ...ATHENA_SCENARIOS,
  ...WRITING_SCENARIOS,
  ...GLUE_SCENARIOS,
  ...INFRA_SCENARIOS,
  ...REDSHIFT_SCENARIOS,
  ...REST_SCENARIOS,
];
const PAGE = join(resolve(import.meta.dirname, "../../.."), "docs/iam-operations.md");
const rows: OperationRow[] = [];
let cloud: LocalCloud;
let root: Clients;
let users = 0;

beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  root = plainClients(cloud.clientConfig);
  for (const Bucket of [RAW, LAKE, RESULTS])
    await root.s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await root.s3.send(new PutBucketVersioningCommand({ Bucket: RAW, VersioningConfiguration }));
});
afterAll(async () => {
  destroyClients(root);
  await cloud.close();
});

describe.each(SCENARIOS)("$title under its policy", ({ title, policy, run }) => {
  let requests: readonly AuthorizedRequest[];
  let denied: readonly AuthorizedRequest[];
  let neighbours: readonly Neighbour[];
  let refused: readonly string[];

  beforeAll(async () => {
    const caller = cloud.putUser(`watched${users++}`, { policies: { own: policy } });
    const watched = watch(caller.clientConfig, policy);
    try {
      await run(watched, root);
    } finally {
      destroyClients(watched.clients);
    }
    requests = unique(watched.requests);
    denied = watched.denied;
    refused = cloud.calls
      .filter(({ principal, decision }) => principal === caller.arn && decision !== "allow")
      .map(
        ({ operation: call, action, resource, why }) => `${call}: ${action} ${resource}: ${why}`,
      );
    neighbours = neighboursOf(requests);
  }, 240_000);

  it("is denied nothing", () => {
    expect(denied).toEqual([]);
  });

  it("is refused nothing by the embedded cloud, which judges by itself", () => {
    expect(refused).toEqual([]);
  });

  it("uses all that it is allowed", () => {
    const grants = grantsApart(policy);
    const unused = grants.filter((grant) => {
      const alone = withGrants(policy, [grant]);
      const others = withGrants(
        policy,
        grants.filter((each) => each !== grant),
      );
      return !requests.some((each) => isAllowedBy(alone, each) && !isAllowedBy(others, each));
    });
    expect(unused.map(({ Action, Resource }) => [Action, Resource])).toEqual([]);
  });

  it("is denied its neighbours", () => {
    const allowed = neighbours.filter(({ request }) => isAllowedBy(policy, request));
    expect(allowed).toEqual([]);
    expect(new Set(neighbours.map(({ name }) => name)).size).toBeGreaterThanOrEqual(4);
  });

  it("fails where its policy is narrower, and lets a neighbour in where it is wider", () => {
    const [less, more] = [narrowed(policy), widened(policy)];
    const survivors = [
      ...less.filter((mutant) => requests.every((each) => isAllowedBy(mutant.policy, each))),
      ...more.filter(
        (mutant) => !neighbours.some(({ request }) => isAllowedBy(mutant.policy, request)),
      ),
    ];
    expect(survivors.map(({ name }) => name)).toEqual([]);
    rows.push({ title, policy, requests, neighbours, mutants: less.length + more.length });
  });
});

it("watches every operation whose needs are known", () => {
  const watched = new Set(SCENARIOS.map(({ operation }) => operation));
  expect([...watched].toSorted()).toEqual(Object.keys(ALL_NEEDS).toSorted());
});

it("is what docs/iam-operations.md says (write it anew with vitest -u)", async () => {
  await expect(operationTable(rows)).toMatchFileSnapshot(PAGE);
});
