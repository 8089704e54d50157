import {
  type CORSRule,
  CreateBucketCommand,
  PutBucketCorsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { type RunningServer, serversOfEnvironment } from "../../s3/test/server-under-test.ts";
import { useCloud } from "./use-cloud.ts";

const test = useCloud();

interface Preflight {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

const some = <T>(arbitrary: fc.Arbitrary<T>, most = 2) =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength: most });
const method = fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD");
const rule: fc.Arbitrary<CORSRule> = fc.record({
  AllowedOrigins: some(
    fc.constantFrom("*", "https://a.test", "https://*.a.test", "https://b.*", "http://a.test"),
  ),
  AllowedMethods: some(method, 3),
  AllowedHeaders: fc.uniqueArray(
    fc.constantFrom("*", "x-amz-*", "Content-Type", "content-*", "X-Amz-Date"),
    { maxLength: 2 },
  ),
  ExposeHeaders: fc.uniqueArray(fc.constantFrom("ETag", "x-amz-version-id"), { maxLength: 2 }),
  MaxAgeSeconds: fc.option(fc.constantFrom(1, 3000), { nil: undefined }),
});
const preflight: fc.Arbitrary<Preflight> = fc.record({
  origin: fc.constantFrom(
    "https://a.test",
    "http://a.test",
    "https://x.a.test",
    "https://b.test",
    "https://b.a.test",
    "https://other",
  ),
  method,
  headers: fc.uniqueArray(
    fc.constantFrom("x-amz-date", "X-Amz-Meta-A", "content-type", "content-md5", "x-other"),
    { maxLength: 2 },
  ),
});

/** Whether some rule allows a request, by the words of the documentation. */
function isAllowed(rules: readonly CORSRule[], { origin, method: asked, headers }: Preflight) {
  const like = (pattern: string, text: string, flags = "") =>
    new RegExp(`^${pattern.replaceAll(/[.+?]/g, "\\$&").replaceAll("*", ".*")}$`, flags).test(text);
  return rules.some(
    ({ AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] }) =>
      AllowedOrigins.some((pattern) => like(pattern, origin)) &&
      AllowedMethods.includes(asked) &&
      headers.every((header) => AllowedHeaders.some((pattern) => like(pattern, header, "i"))),
  );
}

async function ask(
  endpoint: string,
  bucket: string,
  { origin, method: asked, headers }: Preflight,
) {
  const answer = await fetch(`${endpoint}/${bucket}/k`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": asked,
      ...(headers.length > 0 ? { "access-control-request-headers": headers.join(", ") } : {}),
    },
  });
  await answer.arrayBuffer();
  const told = [...answer.headers].filter(([name]) => name.startsWith("access-control-"));
  return { status: answer.status, ...Object.fromEntries(told) };
}

/** An answer without what versitygw tells of its own accord: that credentials are not sent, and that ETags may be read. */
function told(answer: Readonly<Record<string, string | number>>): Record<string, string | number> {
  const exposed = String(answer["access-control-expose-headers"] ?? "").split(", ");
  const others = exposed.filter((name) => name !== "ETag" && name !== "").join(", ");
  const credentials = answer["access-control-allow-credentials"] === "true" ? "true" : "false";
  return {
    ...answer,
    "access-control-expose-headers": others,
    "access-control-allow-credentials": credentials,
  };
}

async function setRules(s3: S3Client, Bucket: string, CORSRules: CORSRule[]): Promise<void> {
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
}

describe("preflights", () => {
  it("are allowed when a rule says so, and not otherwise", async () => {
    const bucket = await test.newBucket();
    const property = fc.asyncProperty(some(rule, 3), some(preflight, 6), async (rules, asked) => {
      await setRules(test.s3, bucket, rules);
      for (const request of asked) {
        const { status } = await ask(test.cloud.endpoint, bucket, request);
        expect(status).toBe(isAllowed(rules, request) ? 200 : 403);
      }
    });
    await fc.assert(property, { numRuns: propertyRuns(60) });
  });

  const others = serversOfEnvironment(process.env).flatMap((server) =>
    "start" in server && server.name === "VERSITYGW" ? [server] : [],
  );
  it.each(others)("are answered as $name answers them", async (server) => {
    const running: RunningServer = await server.start();
    const { endpoint, region, credentials } = running;
    const theirs = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const bucket = await test.newBucket();
    await theirs.send(new CreateBucketCommand({ Bucket: bucket }));
    const property = fc.asyncProperty(some(rule, 3), some(preflight, 6), async (rules, asked) => {
      await setRules(test.s3, bucket, rules);
      await setRules(theirs, bucket, rules);
      for (const request of asked) {
        const [our, their] = [
          await ask(test.cloud.endpoint, bucket, request),
          await ask(endpoint, bucket, request),
        ];
        expect(told(our)).toEqual(told(their));
      }
    });
    await fc.assert(property, { numRuns: propertyRuns(60) });
    await running.close();
  });
});
