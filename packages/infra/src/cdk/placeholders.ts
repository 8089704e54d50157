import type { PolicyDocument } from "@cloudapi/iam";
import { type Stack, Token } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { KnownBucket } from "./known-bucket.ts";

const ACCOUNT = "000000000000";
/** A region that is in nobody's name. */
const REGION = "zz-placeholder-1";

/** The service of an ARN, and a resource that stands for one, each with a number of its own. */
const ARNS = {
  cluster: ["ecs", "cluster/placeholder-#"],
  key: ["kms", "key/00000000-0000-0000-0000-000000#"],
  scheduleGroup: ["scheduler", "schedule-group/placeholder-#"],
  queue: ["sqs", "placeholder-#"],
  repository: ["ecr", "repository/placeholder-#"],
  role: ["iam", "role/placeholder-#"],
  secret: ["secretsmanager", "secret:placeholder-#"],
  taskDefinition: ["ecs", "task-definition/placeholder-#:1"],
  topic: ["sns", "placeholder-#"],
  workgroup: ["redshift-serverless", "workgroup/placeholder-#"],
} as const;

/**
 * Names for the policies of a stack: a builder of `@cloudapi/iam` checks names, and a name that CloudFormation fills in has
 * none yet. Such a name gets one that stands for it, and `fill` puts the real one into the finished policy.
 */
export class Placeholders {
  readonly #stack: Stack;
  /** What stands for which. */
  readonly #tokens = new Map<string, string>();

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** The partition, as far as it is known; else what stands in ARNs until it is. */
  get partition(): string {
    const { partition } = this.#stack;
    return Token.isUnresolved(partition) ? "aws" : partition;
  }

  get accountId(): string {
    return this.#standFor(this.#stack.account, ACCOUNT);
  }

  get region(): string {
    return this.#standFor(this.#stack.region, REGION);
  }

  /** The name of a bucket, or of a log group. */
  name(name: string): string {
    return this.#standFor(name, `placeholder-${this.#tokens.size}`);
  }

  /** The name of a database of the catalog. */
  catalogName(name: string): string {
    return this.#standFor(name, `placeholder_${this.#tokens.size}`);
  }

  /** The ARN of a thing of some kind. */
  arn(arn: string, kind: keyof typeof ARNS): string {
    // What a policy says of a key's region is taken from its ARN.
    const { partition, region, accountId } = this;
    const [service, resource] = ARNS[kind];
    const place = service === "iam" ? "" : region;
    const named = resource.replace("#", String(this.#tokens.size).padStart(6, "0"));
    return this.#standFor(arn, `arn:${partition}:${service}:${place}:${accountId}:${named}`);
  }

  /** What every builder of an inline policy is told of where the role is. */
  get frame() {
    const { partition, region, accountId } = this;
    return { partition, region, accountId, attachment: "inline" } as const;
  }

  /** A bucket with its key, as builders take a place of S3. */
  place({ bucketName, encryptionKey }: KnownBucket, prefix: string) {
    return { bucket: this.name(bucketName), prefix, ...this.keyOf({ encryptionKey }) };
  }

  /** The key of a bucket, where it has one of its own. */
  keyOf({ encryptionKey }: Pick<KnownBucket, "encryptionKey">): { readonly kmsKeyArn?: string } {
    return encryptionKey === undefined ? {} : { kmsKeyArn: this.arn(encryptionKey.keyArn, "key") };
  }

  /** The policy, with what CloudFormation fills in. */
  fill(policy: PolicyDocument): iam.PolicyDocument {
    return iam.PolicyDocument.fromJson(this.#filled(policy));
  }

  /** The statements of a policy, with what CloudFormation fills in. */
  statements(policy: PolicyDocument): iam.PolicyStatement[] {
    return this.#filled(policy).Statement.map((each) => iam.PolicyStatement.fromJson(each));
  }

  #filled(policy: PolicyDocument): PolicyDocument {
    const { partition, urlSuffix } = this.#stack;
    const isOpen = Token.isUnresolved(partition);
    const { region } = this;
    let text = JSON.stringify(policy);
    if (isOpen) text = text.replaceAll(`.${region}.amazonaws.com`, `.${region}.${urlSuffix}`);
    // ARNs are there as a whole, and hold the account and the region: the longest first.
    const longestFirst = [...this.#tokens].toSorted(([a], [b]) => b.length - a.length);
    for (const [standing, token] of longestFirst) text = text.replaceAll(standing, token);
    if (isOpen) text = text.replaceAll('"arn:aws:', `"arn:${partition}:`);
    return JSON.parse(text) as PolicyDocument;
  }

  #standFor(value: string, standing: string): string {
    if (!Token.isUnresolved(value)) return value;
    for (const [known, token] of this.#tokens) if (token === value) return known;
    this.#tokens.set(standing, value);
    return standing;
  }
}
