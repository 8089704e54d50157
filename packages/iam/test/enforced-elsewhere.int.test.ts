import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPolicy } from "../src/index.ts";
import { GLUE_SCENARIOS } from "./proof/catalog-scenarios.ts";
import { ENFORCERS, type Enforcer } from "./proof/enforcers.ts";
import {
  type Clients,
  destroyClients,
  isRefusal,
  plainClients,
  watchServer,
} from "./proof/guard.ts";
import { type Neighbour, neighboursOf } from "./proof/neighbours.ts";
import { S3_SCENARIOS } from "./proof/s3-scenarios.ts";
import { LAKE, RAW, RESULTS, type Scenario } from "./proof/scenario.ts";
import { canBeSentToGlue, sendToGlue } from "./proof/send-glue.ts";
import { canBeSent, type Existing, send } from "./proof/send-neighbour.ts";
import { TABLE_SCENARIOS } from "./proof/table-scenarios.ts";

const SCENARIOS = [...S3_SCENARIOS, ...TABLE_SCENARIOS].filter(
  ({ operation }) => operation !== "glueCatalog",
);
const GLUE = Object.fromEntries(GLUE_SCENARIOS.map(({ operation }) => [operation, true]));
const OTHERS = [RAW, LAKE, RESULTS, "watched-ensured"].map((bucket) => `${bucket}-other`);

describe.each(ENFORCERS.filter(({ isHere }) => isHere))("$title", (enforcer) => {
  const { open, lacks, letsIn, hasServices, blurs } = enforcer;
  const scenarios = [...SCENARIOS, ...(hasServices ? GLUE_SCENARIOS : [])];
  let server: Enforcer;
  let root: Clients;
  let existing: Existing;

  beforeAll(async () => {
    server = await open();
    root = plainClients(server.root);
    for (const Bucket of [RAW, LAKE, RESULTS, ...OTHERS]) await emptyBucket(root, Bucket);
    existing = await makeNeighbours(root);
  });
  afterAll(async () => {
    destroyClients(root);
    await server.close();
  });

  it.each(scenarios.filter(({ operation }) => !(operation in lacks)))(
    "$title works under its policy, and may do nothing beside it",
    async (scenario) => {
      const caller = await server.callerWith(policyFor(scenario, server.accountId));
      const watched = watchServer(caller, root);
      const plain = plainClients(caller);
      try {
        await scenario.run(watched, root);
        expect(watched.denied).toEqual([]);
        const asked = new Set(watched.requests.map(({ action }) => action));
        const neighbours = neighboursOf(watched.requests).filter(
          ({ name, request }) =>
            (canBeSent(request) && !asked.has(letsIn[name] ?? "")) ||
            (canBeSentToGlue(request) && !blurs.includes(name)),
        );
        const answers = await askAll(plain, neighbours, existing);
        expect(answers.filter(({ answer }) => !REFUSALS.includes(answer))).toEqual([]);
        const denied = answers.filter(({ answer }) => answer === "denied");
        // Of one table, what is another table is not told apart everywhere.
        const least = blurs.length > 0 && scenario.operation in GLUE ? 3 : 4;
        expect(new Set(denied.map(({ name }) => name)).size).toBeGreaterThanOrEqual(least);
      } finally {
        for (const clients of [watched.clients, plain]) destroyClients(clients);
      }
    },
    240_000,
  );
});

/** What a server doesn't have nobody may do there, which proves nothing. */
const REFUSALS = ["denied", "NotImplemented"];

async function askAll(
  { s3, glue }: Clients,
  neighbours: readonly Neighbour[],
  existing: Existing,
): Promise<{ name: string; request: string; answer: string }[]> {
  const answers: { name: string; request: string; answer: string }[] = [];
  for (const { name, request } of neighbours) {
    const sent = request.action.startsWith("glue:")
      ? sendToGlue(glue, request)
      : send(s3, request, existing);
    const answer = await sent.then(
      () => "done",
      (error: Error) => (isRefusal(error) ? "denied" : error.name),
    );
    answers.push({ name, request: `${request.action} ${request.resource}`, answer });
  }
  return answers;
}

/** The policy of a scenario's use: without accounts and keys where the server knows none. */
function policyFor({ use, policy }: Scenario, accountId: string | undefined) {
  if (use === undefined) return policy;
  const { kmsKeyArn: _, ...plain } = use;
  return buildPolicy({
    operations: [plain],
    region: "us-east-1",
    attachment: "inline",
    ...(accountId === undefined ? {} : { accountId }),
  });
}

/** A bucket that is there, without what an earlier run has left. */
async function emptyBucket({ s3 }: Clients, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket })).catch(() => undefined);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
}

/** A version and an upload that are there, so that what is refused is not just missing. */
async function makeNeighbours({ s3 }: Clients): Promise<Existing> {
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: RAW, VersioningConfiguration }));
  const at = { Bucket: RAW, Key: "x" };
  const { VersionId = "" } = await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const { UploadId = "" } = await s3.send(new CreateMultipartUploadCommand(at));
  return { versionId: VersionId, uploadId: UploadId };
}
