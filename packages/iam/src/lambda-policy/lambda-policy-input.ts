import type { PolicyAttachment } from "../policy/check-policy-size.ts";

/** What a validator function reads, writes and tells; see `createValidationHandler`. */
export interface LambdaPolicyInput {
  /** The bucket of the raw files. */
  readonly bucket: string;
  /** Prefix of the raw files' keys; the whole bucket when left out. Taken literally, also `*` and `?`. */
  readonly prefix?: string;
  /** Whether the raw bucket keeps versions, so that versions are read; true when left out. */
  readonly versioned?: boolean;
  /** Account that owns the buckets, or several: buckets of these names in other accounts are then out of reach; `accountId` when left out. */
  readonly bucketOwner?: string | readonly string[];
  /** Where verdicts and rejected rows are written: the raw bucket and `quarantine/` when left out. Its prefix is a folder: `quarantine` is `quarantine/`. */
  readonly quarantine?: { readonly bucket?: string; readonly prefix?: string };
  /** The SNS topic of the alerts. */
  readonly topicArn?: string;
  /** The function's log group: its ARN, or its name beside `region` and `accountId`. */
  readonly logGroup?: string;
  /** KMS keys for what is written, such as the quarantine bucket's; what is under them is read, too. */
  readonly kmsKeyArn?: string | readonly string[];
  /** KMS keys under which raw files are only read. */
  readonly rawKmsKeyArn?: string | readonly string[];
  /** Whether those keys are to be of use for the raw objects and the quarantine only, by their encryption context; false when left out. Raw files then lie under `rawKmsKeyArn`, or else under `kmsKeyArn`. */
  readonly encryptionContext?: boolean;
  /** KMS key of the topic. */
  readonly topicKmsKeyArn?: string;
  /** The SQS queue that feeds the function, where one does. */
  readonly queueArn?: string;
  /** KMS key of the queue. */
  readonly queueKmsKeyArn?: string;
  /** The SQS queue or SNS topic that takes events whose retries are used up. */
  readonly deadLetterArn?: string;
  readonly region?: string;
  readonly accountId?: string;
  /** `aws`, `aws-cn` or `aws-us-gov`; that of the ARNs when left out, else `aws`. */
  readonly partition?: string;
  /** How the policy will be attached, for its size limit; `managed` (the smaller one) when left out. */
  readonly attachment?: PolicyAttachment;
}

/** The input, checked, with its defaults and its ARNs taken apart. */
export interface CheckedLambdaPolicyInput {
  readonly partition: string;
  readonly attachment: PolicyAttachment;
  readonly versioned: boolean;
  readonly raw: Place;
  readonly quarantine: Place;
  readonly bucketOwners: readonly string[];
  readonly logGroupArn: string | undefined;
  readonly topicArn: string | undefined;
  readonly queueArn: string | undefined;
  readonly deadLetter: DeadLetter | undefined;
  readonly encryptionContext: boolean;
  readonly keys: readonly KeyUse[];
}

export interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** Where events go whose retries are used up. */
interface DeadLetter {
  readonly arn: string;
  readonly to: "deadLetterQueue" | "deadLetterTopic";
}

/** A KMS key, and what is read or written under it. */
export interface KeyUse {
  readonly arn: string;
  readonly place: "" | "quarantine." | "topic." | "queue.";
  readonly use: "readKey" | "writeKey";
}
