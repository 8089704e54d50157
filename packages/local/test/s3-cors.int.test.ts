import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { send, sendRaw } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function bucketWith(CORSRules: CORSRule[]): Promise<string> {
  const Bucket = await test.newBucket();
  await test.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  return Bucket;
}

function preflight(target: string, headers: Record<string, string>) {
  return send(test.cloud, "OPTIONS", target, headers);
}

const ASK = "access-control-request-method";

describe("a CORS configuration", () => {
  it("is kept and given back, and removed", async () => {
    const rules: CORSRule[] = [
      {
        ID: "uploads",
        AllowedMethods: ["PUT", "POST"],
        AllowedOrigins: ["https://*.example.com"],
        AllowedHeaders: ["*"],
        ExposeHeaders: ["ETag", "x-amz-version-id"],
        MaxAgeSeconds: 3000,
      },
      { AllowedMethods: ["GET"], AllowedOrigins: ["*"] },
    ];
    const Bucket = await bucketWith(rules);
    const kept = await test.s3.send(new GetBucketCorsCommand({ Bucket }));
    expect(kept.CORSRules).toEqual(rules);
    await test.s3.send(new DeleteBucketCorsCommand({ Bucket }));
    expect(await failure(test.s3.send(new GetBucketCorsCommand({ Bucket })))).toMatchObject({
      name: "NoSuchCORSConfiguration",
      status: 404,
    });
  });

  it.each<[string, CORSRule, string]>([
    ["an unknown method", { AllowedMethods: ["PATCH"], AllowedOrigins: ["*"] }, "InvalidRequest"],
    [
      "two wildcards",
      { AllowedMethods: ["GET"], AllowedOrigins: ["https://*.*.com"] },
      "InvalidRequest",
    ],
    [
      "an exposed wildcard",
      { AllowedMethods: ["GET"], AllowedOrigins: ["*"], ExposeHeaders: ["x-*"] },
      "InvalidRequest",
    ],
    ["no origin", { AllowedMethods: ["GET"], AllowedOrigins: [] }, "MalformedXML"],
  ])("with %s is refused", async (_name, rule, name) => {
    expect(await failure(bucketWith([rule]))).toMatchObject({ name, status: 400 });
  });
});

describe("a preflight", () => {
  it("is answered by the first rule that fits, to nobody in particular", async () => {
    const Bucket = await bucketWith([
      { AllowedMethods: ["GET"], AllowedOrigins: ["*"] },
      {
        AllowedMethods: ["PUT", "DELETE"],
        AllowedOrigins: ["https://app.example.com", "https://*.test"],
        AllowedHeaders: ["Content-*", "X-Amz-Date"],
        ExposeHeaders: ["ETag", "Date"],
        MaxAgeSeconds: 60,
      },
    ]);
    const answer = await preflight(`/${Bucket}/some/key`, {
      origin: "https://a.b.test",
      [ASK]: "PUT",
      "access-control-request-headers": "content-type, X-AMZ-DATE",
    });
    expect(answer).toMatchObject({ status: 200, body: "" });
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://a.b.test",
      "access-control-allow-methods": "PUT, DELETE",
      "access-control-allow-headers": "content-type, x-amz-date",
      "access-control-expose-headers": "ETag, Date",
      "access-control-max-age": "60",
      "access-control-allow-credentials": "true",
      vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    });
    const anyone = await preflight(`/${Bucket}`, { origin: "https://x", [ASK]: "GET" });
    expect(anyone.headers["access-control-allow-origin"]).toBe("*");
    expect(anyone.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  it.each<[string, Record<string, string>, number, string]>([
    ["another origin", { origin: "https://b.example", [ASK]: "PUT" }, 403, "AccessForbidden"],
    [
      "part of an origin",
      { origin: "https://a.example.evil", [ASK]: "PUT" },
      403,
      "AccessForbidden",
    ],
    ["another method", { origin: "https://a.example", [ASK]: "DELETE" }, 403, "AccessForbidden"],
    [
      "a header more",
      {
        origin: "https://a.example",
        [ASK]: "PUT",
        "access-control-request-headers": "x-amz-date,x-other",
      },
      403,
      "AccessForbidden",
    ],
    ["no origin", { [ASK]: "PUT" }, 400, "BadRequest"],
    ["no method", { origin: "https://a.example" }, 400, "BadRequest"],
    ["an unknown method", { origin: "https://a.example", [ASK]: "PATCH" }, 400, "BadRequest"],
  ])("for %s is refused", async (_name, headers, status, code) => {
    const Bucket = await bucketWith([
      {
        AllowedMethods: ["PUT"],
        AllowedOrigins: ["https://a.example"],
        AllowedHeaders: ["x-amz-*"],
      },
    ]);
    const answer = await preflight(`/${Bucket}/k`, headers);
    expect(answer).toMatchObject({ status, code });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("of a bucket without a configuration, or of none, is refused", async () => {
    const headers = { origin: "https://a.example", [ASK]: "GET" };
    for (const Bucket of [await test.newBucket(), "no-such-bucket"])
      expect(await preflight(`/${Bucket}/k`, headers)).toMatchObject({
        status: 403,
        code: "AccessForbidden",
      });
  });
});

describe("a request with an origin", () => {
  it("is answered as ever, with what the rule allows beside it, also when it is refused", async () => {
    const Bucket = await bucketWith([
      {
        AllowedMethods: ["GET"],
        AllowedOrigins: ["https://a.example"],
        ExposeHeaders: ["ETag"],
        MaxAgeSeconds: 5,
      },
    ]);
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
    const get = (key: string, origin: string) =>
      sendRaw(test.cloud, { method: "GET", target: `/${Bucket}/${key}`, unsigned: { origin } });
    const allowed = {
      "access-control-allow-origin": "https://a.example",
      "access-control-allow-methods": "GET",
      "access-control-expose-headers": "ETag",
    };
    const found = await get("k", "https://a.example");
    expect(found).toMatchObject({ status: 200, body: "body", headers: allowed });
    expect(await get("none", "https://a.example")).toMatchObject({
      status: 404,
      headers: allowed,
    });
    const anonymous = await send(test.cloud, "GET", `/${Bucket}/k`, {
      origin: "https://a.example",
    });
    expect(anonymous).toMatchObject({ status: 403, headers: allowed });
    const foreign = await get("k", "https://b.example");
    expect(foreign.status).toBe(200);
    expect(foreign.headers["access-control-allow-origin"]).toBeUndefined();
  });
});
