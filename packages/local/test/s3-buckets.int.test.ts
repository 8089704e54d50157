import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { startLocalCloud } from "../src/index.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

describe("buckets", () => {
  it("are made, found, listed and deleted", async () => {
    const Bucket = await test.newBucket();
    const head = await test.s3.send(new HeadBucketCommand({ Bucket }));
    expect(head.BucketRegion).toBe("us-east-1");
    const { Buckets } = await test.s3.send(new ListBucketsCommand({ Prefix: Bucket }));
    expect(Buckets).toMatchObject([{ Name: Bucket, BucketRegion: "us-east-1" }]);
    expect(
      (await test.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint,
    ).toBeUndefined();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(await failure(test.s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      name: "BucketNotEmpty",
      status: 409,
    });
    expect(
      await failure(test.s3.send(new HeadBucketCommand({ Bucket: "no-such-bucket" }))),
    ).toMatchObject({ status: 404 });
    expect(
      await failure(test.s3.send(new DeleteBucketCommand({ Bucket: "no-such-bucket" }))),
    ).toMatchObject({ name: "NoSuchBucket" });
  });

  it("are listed by pages", async () => {
    for (let i = 0; i < 3; i++) await test.newBucket();
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await test.s3.send(new ListBucketsCommand({ MaxBuckets: 1, ContinuationToken }));
      seen.push(...(page.Buckets ?? []).map(({ Name }) => Name));
      ContinuationToken = page.ContinuationToken;
    } while (ContinuationToken !== undefined);
    const all = await test.s3.send(new ListBucketsCommand());
    expect(seen).toEqual(all.Buckets?.map(({ Name }) => Name));
  });

  it("can be made again in us-east-1, and nowhere else", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(new CreateBucketCommand({ Bucket }));
    const cloud = await startLocalCloud({ region: "eu-west-1" });
    const s3 = new S3Client({ ...cloud.clientConfig, maxAttempts: 1 });
    const create = () =>
      s3.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
        }),
      );
    await create();
    expect(await failure(create())).toMatchObject({ name: "BucketAlreadyOwnedByYou", status: 409 });
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(
      "eu-west-1",
    );
    const plain = await startLocalCloud({ region: "eu-west-1" });
    const other = new S3Client({ ...plain.clientConfig, maxAttempts: 1 });
    const wrong = other.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    expect(await failure(wrong)).toMatchObject({
      name: "IllegalLocationConstraintException",
      status: 400,
    });
    await cloud.close();
    await plain.close();
  });
});

describe("settings of a bucket", () => {
  it("have the defaults of new buckets on AWS", async () => {
    const Bucket = await test.newBucket();
    const { ServerSideEncryptionConfiguration } = await test.s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
    ]);
    const { PublicAccessBlockConfiguration } = await test.s3.send(
      new GetPublicAccessBlockCommand({ Bucket }),
    );
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const { OwnershipControls } = await test.s3.send(
      new GetBucketOwnershipControlsCommand({ Bucket }),
    );
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    expect(await failure(test.s3.send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({
      name: "NoSuchTagSet",
      status: 404,
    });
  });

  it("keep encryption", async () => {
    const Bucket = await test.newBucket();
    const put = (SSEAlgorithm: "AES256" | "aws:kms") =>
      test.s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              { ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled: true },
            ],
          },
        }),
      );
    await put("AES256");
    const rule = async () =>
      (await test.s3.send(new GetBucketEncryptionCommand({ Bucket })))
        .ServerSideEncryptionConfiguration?.Rules?.[0];
    expect(await rule()).toMatchObject({ BucketKeyEnabled: true });
    expect(await failure(put("aws:kms"))).toMatchObject({ name: "NotImplemented", status: 501 });
    await test.s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await rule()).toBeUndefined();
  });

  it("keep the public access block", async () => {
    const Bucket = await test.newBucket();
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    };
    await test.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(
      (await test.s3.send(new GetPublicAccessBlockCommand({ Bucket })))
        .PublicAccessBlockConfiguration,
    ).toEqual(PublicAccessBlockConfiguration);
    await test.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await failure(test.s3.send(new GetPublicAccessBlockCommand({ Bucket })))).toMatchObject({
      name: "NoSuchPublicAccessBlockConfiguration",
      status: 404,
    });
  });

  it("keep ownership", async () => {
    const Bucket = await test.newBucket();
    const put = (ObjectOwnership: "ObjectWriter") =>
      test.s3.send(
        new PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership }] },
        }),
      );
    await put("ObjectWriter");
    expect(
      (await test.s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls
        ?.Rules,
    ).toEqual([{ ObjectOwnership: "ObjectWriter" }]);
    expect(await failure(put("Nobody" as "ObjectWriter"))).toMatchObject({
      name: "MalformedXML",
      status: 400,
    });
    await test.s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    expect(
      await failure(test.s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))),
    ).toMatchObject({ name: "OwnershipControlsNotFoundError", status: 404 });
  });

  it("refuse tags and owners that can't be", async () => {
    const Bucket = await test.newBucket();
    const tag = (...TagSet: { Key: string; Value: string }[]) =>
      failure(test.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } })));
    expect(await tag({ Key: "a", Value: "1" }, { Key: "a", Value: "2" })).toMatchObject({
      name: "InvalidTag",
      message: "Cannot provide multiple Tags with the same key",
    });
    expect(await tag({ Key: "a,b", Value: "1" })).toMatchObject({ name: "InvalidTag" });
    expect(await tag({ Key: "a", Value: "1,2" })).toMatchObject({ name: "InvalidTag" });
    expect(await tag({ Key: "aws:a", Value: "1" })).toMatchObject({
      name: "InvalidTag",
      message: "System tags cannot be added/updated by requester",
    });
    const create = new CreateBucketCommand({ Bucket, ObjectOwnership: "Random" as "ObjectWriter" });
    expect(await failure(test.s3.send(create))).toMatchObject({
      name: "InvalidArgument",
      message: "Invalid x-amz-object-ownership header: Random",
    });
  });

  it("keep tags", async () => {
    const Bucket = await test.newBucket();
    const TagSet = [
      { Key: "team", Value: "data lake" },
      { Key: "cost", Value: "" },
    ];
    await test.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await test.s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await test.s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    expect(await failure(test.s3.send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({
      name: "NoSuchTagSet",
    });
  });

  it("keep notifications, replaced as a whole", async () => {
    const Bucket = await test.newBucket();
    const LambdaFunctionArn = `arn:aws:lambda:us-east-1:${test.cloud.accountId}:function:validator`;
    const rule = {
      Id: "one",
      LambdaFunctionArn,
      Events: ["s3:ObjectCreated:*" as const],
      Filter: {
        Key: {
          FilterRules: [
            { Name: "prefix" as const, Value: "raw/" },
            { Name: "suffix" as const, Value: ".csv" },
          ],
        },
      },
    };
    const put = (NotificationConfiguration: object) =>
      test.s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }),
      );
    const get = async () => {
      const { $metadata: _, ...configuration } = await test.s3.send(
        new GetBucketNotificationConfigurationCommand({ Bucket }),
      );
      return configuration;
    };
    expect(await get()).toEqual({});
    await put({ LambdaFunctionConfigurations: [rule], EventBridgeConfiguration: {} });
    expect(await get()).toEqual({
      LambdaFunctionConfigurations: [rule],
      EventBridgeConfiguration: {},
    });
    await put({ LambdaFunctionConfigurations: [{ ...rule, Id: undefined }] });
    const configuration = await get();
    expect(configuration).not.toHaveProperty("EventBridgeConfiguration");
    expect(
      (configuration as { LambdaFunctionConfigurations: { Id: string }[] })
        .LambdaFunctionConfigurations[0]?.Id,
    ).toMatch(/\S/);
    expect(
      await failure(
        put({
          LambdaFunctionConfigurations: [
            rule,
            {
              ...rule,
              Id: "two",
              Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "raw/2025/" }] } },
            },
          ],
        }),
      ),
    ).toMatchObject({ name: "InvalidArgument", status: 400 });
    await put({
      LambdaFunctionConfigurations: [
        rule,
        {
          ...rule,
          Id: "two",
          Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "other/" }] } },
        },
      ],
    });
    expect(
      await failure(put({ LambdaFunctionConfigurations: [{ ...rule, Events: ["s3:Nonsense"] }] })),
    ).toMatchObject({ name: "InvalidArgument" });
    expect(
      await failure(
        put({ LambdaFunctionConfigurations: [{ ...rule, LambdaFunctionArn: "nonsense" }] }),
      ),
    ).toMatchObject({ name: "InvalidArgument" });
    await put({});
    expect(await get()).toEqual({});
  });
});
