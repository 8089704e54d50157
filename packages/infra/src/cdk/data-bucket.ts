import { buildBucketPolicy } from "@cloudapi/iam";
import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { Placeholders } from "./placeholders.ts";

/** Where S3 writes who asked for what. */
export interface AccessLogs {
  readonly bucket: s3.Bucket | s3.IBucket;
  /** A folder; the bucket's own name when left out. */
  readonly prefix?: string | undefined;
}

/** A bucket of the pipeline. */
export interface DataBucketProps {
  /** The bucket's name, which policies and triggers know before the bucket is there; it may hold parameters. */
  readonly bucketName: string;
  /** The key that everything is written under; keys that S3 manages when left out. */
  readonly encryptionKey?: kms.IKey | undefined;
  /** Where S3 writes who asked for what; nowhere when left out. */
  readonly accessLogs?: AccessLogs | undefined;
  /** What becomes of the bucket with its data when the stack goes; it stays (`RETAIN_ON_UPDATE_OR_DELETE`) when left out. */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/** Parts of uploads that nobody goes on with. */
const ABORTED_PARTS_DAYS = 7;
/** Versions that were written over or deleted. */
const OLD_VERSIONS_DAYS = 30;

/**
 * A bucket that is encrypted, versioned, closed to the public and to connections without TLS, and that keeps its data
 * when its stack goes.
 */
export abstract class DataBucket extends Construct {
  readonly bucket: s3.Bucket;
  readonly bucketName: string;
  readonly encryptionKey: kms.IKey | undefined;

  constructor(
    scope: Construct,
    id: string,
    props: DataBucketProps,
    rules: readonly s3.LifecycleRule[],
  ) {
    super(scope, id);
    const { bucketName, encryptionKey, accessLogs } = props;
    this.bucketName = bucketName;
    this.encryptionKey = encryptionKey;
    this.bucket = new s3.Bucket(this, "Bucket", {
      bucketName,
      versioned: true,
      encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      ...(encryptionKey === undefined ? {} : { encryptionKey, bucketKeyEnabled: true }),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          id: "aborted-uploads",
          abortIncompleteMultipartUploadAfter: Duration.days(ABORTED_PARTS_DAYS),
        },
        {
          id: "old-versions",
          noncurrentVersionExpiration: Duration.days(OLD_VERSIONS_DAYS),
          expiredObjectDeleteMarker: true,
        },
        ...rules,
      ],
    });
    this.#guard();
    if (accessLogs !== undefined) this.#logTo(accessLogs);
  }

  /** The service that writes logs may do so for this bucket alone, which it knows by its name. */
  #logTo({ bucket, prefix = `${this.bucketName}/` }: AccessLogs): void {
    (this.bucket.node.defaultChild as s3.CfnBucket).loggingConfiguration = {
      destinationBucketName: bucket.bucketName,
      logFilePrefix: prefix,
    };
    const { account, partition } = Stack.of(this);
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: `LogsOf${this.node.id}`,
        principals: [new iam.ServicePrincipal("logging.s3.amazonaws.com")],
        actions: ["s3:PutObject"],
        resources: [bucket.arnForObjects(`${prefix}*`)],
        conditions: {
          ArnLike: { "aws:SourceArn": `arn:${partition}:s3:::${this.bucketName}` },
          StringEquals: { "aws:SourceAccount": account },
        },
      }),
    );
  }

  /** Other keys than the bucket's own are denied where it has one. */
  #guard(): void {
    const names = new Placeholders(Stack.of(this));
    const keyArn = this.encryptionKey?.keyArn;
    const policy = buildBucketPolicy({
      bucket: names.name(this.bucketName),
      accounts: names.accountId,
      partition: names.partition,
      ...(keyArn === undefined ? {} : { kmsKeyArn: names.arn(keyArn, "key") }),
    });
    for (const statement of names.statements(policy)) this.bucket.addToResourcePolicy(statement);
    Validations.of(this.bucket).acknowledge({
      id: "AwsSolutions-S10",
      reason:
        "DenyWithoutTls denies it; the rule looks for a text where the policy has a list of one.",
    });
  }
}
