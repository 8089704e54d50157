import { apiLogs } from "@cloudapi/core";
import { beforeAll, describe, expect, it } from "vitest";
import { awsError, bodyOf, fakeS3 } from "../../../../../scripts/lib/fake-aws.ts";
import { validateJson } from "../../validate-json.ts";
import { publishVerdict } from "./publish-verdict.ts";
import { buildVerdict, type Verdict } from "./verdict.ts";

const PLACE = { bucket: "lake", key: "q/verdicts/raw/a/e.json", kmsKeyArn: undefined };
const { signal } = new AbortController();
let verdict: Verdict;

function withSequencer(sequencer: string | null, of: Verdict = verdict): Verdict {
  return { ...of, runId: crypto.randomUUID(), object: { ...of.object, sequencer } };
}

/** S3 with one object, that others may write to before each of our writes. */
function store(
  initial: string | undefined,
  beforeWrite: (write: number) => string | undefined = () => undefined,
) {
  let [text, version, writes] = [initial, 1, 0];
  const { s3, requests } = fakeS3(({ name, input }) => {
    if (name === "GetObject") {
      if (text === undefined) throw awsError("NoSuchKey", 404);
      return { Body: bodyOf(text), ETag: `"${version}"` };
    }
    const others = beforeWrite(++writes);
    if (others !== undefined) [text, version] = [others, version + 1];
    const isExpected =
      input["IfNoneMatch"] === "*" ? text === undefined : input["IfMatch"] === `"${version}"`;
    if (!isExpected) throw awsError("PreconditionFailed", 412);
    [text, version] = [input["Body"] as string, version + 1];
    return { ETag: `"${version}"` };
  });
  return { s3, requests, current: () => JSON.parse(text ?? "null") as Verdict | null };
}

beforeAll(async () => {
  const object = {
    bucket: "raw",
    key: "a",
    versionId: null,
    etag: "e",
    sizeBytes: 1,
    sequencer: "05",
    eventTime: null,
  };
  const report = await validateJson(apiLogs, "{}\n");
  verdict = buildVerdict(report, {
    object,
    rulesHash: "r",
    maxRejectedRatio: 0,
    quarantineKey: "q/rows",
    alertClaimedUntil: "2025-01-15T10:31:00.000Z",
    includeRowContents: false,
    validatedAt: "2025-01-15T10:30:45.000Z",
    durationMs: 1,
  });
});

describe("publishVerdict", () => {
  it("writes where there is none, and only there", async () => {
    const { s3, requests, current } = store(undefined);
    expect(await publishVerdict(s3, PLACE, verdict, { found: undefined, signal })).toEqual({
      status: "published",
      verdict,
      etag: '"2"',
    });
    expect(requests[0]?.input).toMatchObject({
      IfNoneMatch: "*",
      ContentType: "application/json",
      Metadata: { "cloudapi-contract-hash": apiLogs.contractHash },
    });
    expect(current()).toEqual(verdict);
  });

  it("takes its own write for its own when the answer was lost", async () => {
    const { s3 } = store(undefined, (write) => (write === 1 ? JSON.stringify(verdict) : undefined));
    expect(await publishVerdict(s3, PLACE, verdict, { found: undefined, signal })).toMatchObject({
      status: "published",
    });
  });

  it("leaves a later verdict, and one of the same event", async () => {
    for (const [sequencer, status] of [
      ["06", "late"],
      ["05", "duplicate"],
    ] as const) {
      const others = withSequencer(sequencer);
      const { s3, current } = store(undefined, () => JSON.stringify(others));
      expect(await publishVerdict(s3, PLACE, verdict, { found: undefined, signal })).toMatchObject({
        status,
      });
      expect(current()).toEqual(others);
    }
  });

  it("replaces an earlier one that came in between, and what is not a verdict", async () => {
    for (const others of [JSON.stringify(withSequencer("04")), "not json", '{"version":2}']) {
      const { s3, current } = store(undefined, (write) => (write === 1 ? others : undefined));
      expect(await publishVerdict(s3, PLACE, verdict, { found: undefined, signal })).toMatchObject({
        status: "published",
      });
      expect(current()).toEqual(verdict);
    }
  });

  it("writes anew when the one it was to replace has gone", async () => {
    const { s3 } = store(undefined);
    const answers = fakeS3(({ name, input }) => {
      if (name === "PutObject" && input["IfMatch"] !== undefined) throw awsError("NoSuchKey", 404);
      return s3.send({ constructor: { name: `${name}Command` }, input } as never);
    });
    const found = { verdict: withSequencer("04"), etag: '"9"' };
    expect(await publishVerdict(answers.s3, PLACE, verdict, { found, signal })).toMatchObject({
      status: "published",
    });
  });

  it("gives up when others never stop", async () => {
    const { s3 } = store(undefined, (write) => JSON.stringify(withSequencer(`0${write % 5}`)));
    await expect(
      publishVerdict(s3, PLACE, verdict, { found: undefined, signal }),
    ).rejects.toMatchObject({ code: "VERDICT_CONTESTED", permanent: false });
  });

  it.each([
    ["AccessDenied", 403, "ACCESS_DENIED", "s3:PutObject on arn:aws:s3:::lake/q/verdicts"],
    ["NoSuchBucket", 404, "NO_SUCH_BUCKET", 'the bucket "lake" does not exist'],
    ["InternalError", 500, "S3_REQUEST_FAILED", "the server's words"],
  ])("answers %s with what to do", async (name, status, code, message) => {
    const { s3 } = fakeS3(() => {
      throw awsError(name, status);
    });
    await expect(
      publishVerdict(s3, PLACE, verdict, { found: undefined, signal }),
    ).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it("encrypts with the key it is given", async () => {
    const { s3, requests } = store(undefined);
    await publishVerdict(s3, { ...PLACE, kmsKeyArn: "arn:aws:kms:k" }, verdict, {
      found: undefined,
      signal,
    });
    expect(requests[0]?.input).toMatchObject({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "arn:aws:kms:k",
    });
  });
});
