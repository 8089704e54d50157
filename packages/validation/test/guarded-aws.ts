import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { PolicyDocument } from "@cloudapi/iam";
import { isAllowed } from "../../../scripts/lib/evaluate-policy.ts";
import { awsError, bodyOf, type FakeRequest, fakeS3 } from "../../../scripts/lib/fake-aws.ts";

export const OWNER = "123456789012";
export const RAW_KEY = `arn:aws:kms:eu-central-1:${OWNER}:key/raw`;
export const WRITTEN_KEY = `arn:aws:kms:eu-central-1:${OWNER}:key/written`;

interface StoredObject {
  readonly text: string;
  readonly etag: string;
  readonly versionId: string;
}

type Input = Readonly<Record<string, unknown>>;

/**
 * S3, SNS and KMS that do what a policy allows and nothing else, as AWS documents it: an object that is missing is
 * "denied" unless the bucket may be listed by the very request, `If-Match` asks for the right to read, and what is under
 * a KMS key needs that key. Raw objects are under one key, what is written is under another.
 */
export class GuardedAws {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  /** Actions that were asked for and allowed. */
  readonly used = new Set<string>();
  readonly denied: string[] = [];
  /** The operation that the server fails. */
  broken: string | undefined;
  readonly #objects = new Map<string, StoredObject>();
  readonly #policy: PolicyDocument;
  #writes = 0;
  readonly #parts: string[] = [];

  constructor(policy: PolicyDocument) {
    this.#policy = policy;
    this.s3 = fakeS3((request) => this.#answer(request)).s3;
    this.sns = fakeS3(({ input }) => {
      this.#need("sns:Publish", String(input["TopicArn"]), {});
      return { MessageId: "m" };
    }).s3 as unknown as SNSClient;
  }

  /** Put an object as somebody else, who may. */
  put(bucket: string, key: string, text: string): StoredObject {
    const count = ++this.#writes;
    const stored = { text, etag: `e${count}`, versionId: `v${count}` };
    this.#objects.set(`${bucket}/${key}`, stored);
    return stored;
  }

  remove(bucket: string, key: string): void {
    this.#objects.delete(`${bucket}/${key}`);
  }

  #answer({ name, input }: FakeRequest): unknown {
    const [bucket, key] = [String(input["Bucket"]), String(input["Key"])];
    const at = `arn:aws:s3:::${bucket}`;
    if (name === this.broken) throw awsError("InternalError", 500);
    switch (name) {
      case "GetObject":
        return this.#get(`${bucket}/${key}`, at, key, input);
      case "PutObject":
        return this.#putConditionally(bucket, key, at, input);
      case "CreateMultipartUpload":
        this.#write(at, key, input);
        return { UploadId: "u" };
      case "UploadPart":
        this.#write(at, key, { SSEKMSKeyId: WRITTEN_KEY });
        this.#parts.push(String(input["Body"]));
        return { ETag: '"p"' };
      case "CompleteMultipartUpload":
        this.#write(at, key, { SSEKMSKeyId: WRITTEN_KEY });
        this.put(bucket, key, this.#parts.splice(0).join(""));
        return { ETag: '"c"' };
      case "AbortMultipartUpload":
        this.#need("s3:AbortMultipartUpload", `${at}/${key}`, {});
        return {};
      case "ListParts":
        this.#need("s3:ListMultipartUploadParts", `${at}/${key}`, {});
        return { Parts: [] };
      case "ListObjectsV2":
        this.#need("s3:ListBucket", at, { "s3:prefix": String(input["Prefix"]) });
        return { Contents: this.#keysOf(bucket).map((Key) => ({ Key })) };
      case "ListObjectVersions":
        this.#need("s3:ListBucketVersions", at, { "s3:prefix": String(input["Prefix"]) });
        return {
          Versions: this.#keysOf(bucket).map((Key) => ({
            Key,
            VersionId: this.#objects.get(`${bucket}/${Key}`)?.versionId,
          })),
        };
      default:
        throw new Error(`the fake has no ${name}`);
    }
  }

  #get(name: string, at: string, key: string, { VersionId, IfMatch }: Input): unknown {
    this.#need(
      VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
      `${at}/${key}`,
      {},
    );
    const found = this.#objects.get(name);
    if (found === undefined || (VersionId !== undefined && VersionId !== found.versionId)) {
      // Such a request has no s3:prefix.
      this.#need("s3:ListBucket", at, {});
      throw awsError(VersionId === undefined ? "NoSuchKey" : "NoSuchVersion", 404);
    }
    if (IfMatch !== undefined && IfMatch !== `"${found.etag}"`)
      throw awsError("PreconditionFailed", 412);
    this.#needKey("kms:Decrypt", /\/(rows|verdicts)\//.test(key) ? WRITTEN_KEY : RAW_KEY);
    return { Body: bodyOf(found.text), ETag: `"${found.etag}"` };
  }

  #putConditionally(bucket: string, key: string, at: string, input: Input): unknown {
    this.#write(at, key, input);
    const { IfMatch, IfNoneMatch, Body } = input;
    if (IfMatch !== undefined) this.#need("s3:GetObject", `${at}/${key}`, {});
    const found = this.#objects.get(`${bucket}/${key}`);
    const isStale = IfMatch !== undefined && IfMatch !== `"${found?.etag}"`;
    if (isStale || (IfNoneMatch !== undefined && found !== undefined))
      throw awsError("PreconditionFailed", 412);
    return { ETag: `"${this.put(bucket, key, String(Body)).etag}"` };
  }

  #write(at: string, key: string, { SSEKMSKeyId }: Input): void {
    this.#need("s3:PutObject", `${at}/${key}`, {});
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"])
      this.#needKey(action, String(SSEKMSKeyId));
  }

  #needKey(action: string, arn: string): void {
    this.#need(action, arn, { "kms:ViaService": "s3.eu-central-1.amazonaws.com" });
  }

  #need(action: string, resource: string, context: Readonly<Record<string, string>>): void {
    const known = { "aws:ResourceAccount": OWNER, ...context };
    if (isAllowed(this.#policy, { action, resource, context: known })) {
      this.used.add(action);
      return;
    }
    this.denied.push(`${action} ${resource}`);
    throw awsError("AccessDenied", 403);
  }

  #keysOf(bucket: string): string[] {
    const names = [...this.#objects.keys()].filter((name) => name.startsWith(`${bucket}/`));
    return names.map((name) => name.slice(bucket.length + 1)).sort();
  }
}
