import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { bundleHandler } from "../../../../scripts/lib/bundle-handler.ts";
import { FUNCTION_SOURCES } from "../../../../scripts/lib/function-sources.ts";
import { zipOf } from "../../../../scripts/lib/zip-of.ts";
import { writeYaml } from "../../synth/template-yaml.ts";
import { checkedIn, type Resource } from "./filled-template.ts";

/** A template that is deployed. */
export interface StackInput {
  readonly stackName: string;
  readonly file: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What a server refuses. */
  readonly leaveOut?: (id: string, resource: Resource) => boolean;
  /** What attributes of resources are that are left out, such as `HouseWorkgroup.Workgroup.WorkgroupArn`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Where the template lies that is too large for a request. */
  readonly bucket?: { readonly s3: S3Client; readonly name: string };
}

/** What is there then. */
export interface DeployedStack {
  readonly outputs: Readonly<Record<string, string>>;
  /** The ids of resources by their logical ids. */
  readonly ids: Readonly<Record<string, string>>;
  /** What was left out. */
  readonly refused: readonly string[];
}

/** @throws {Error} with the reasons of the stack's events */
export async function deployStack(
  formation: CloudFormationClient,
  {
    stackName: StackName,
    file,
    parameters,
    leaveOut = () => false,
    attributes = {},
    bucket,
  }: StackInput,
): Promise<DeployedStack> {
  const { text, template } = checkedIn(file);
  const refused = Object.entries(template.Resources)
    .filter(([id, resource]) => leaveOut(id, resource))
    .map(([id]) => id);
  const kept = Object.entries(template.Resources).filter(([id]) => !refused.includes(id));
  const whole = JSON.stringify({ ...template, Resources: Object.fromEntries(kept) });
  const left: unknown = JSON.parse(whole, (_, value: unknown) => attributeOf(value, attributes));
  await formation.send(
    new CreateStackCommand({
      StackName,
      ...(await placeOf(file, refused.length === 0 ? text : writeYaml(left), bucket)),
      Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const outputs = await outputsWhenDone(formation, StackName);
  const { StackResources = [] } = await formation.send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  const ids = StackResources.map(
    ({ LogicalResourceId = "", PhysicalResourceId = "" }) =>
      [LogicalResourceId.replace(/[0-9A-F]{8}$/, ""), PhysicalResourceId] as const,
  );
  return { outputs, ids: Object.fromEntries(ids), refused };
}

function attributeOf(value: unknown, attributes: Readonly<Record<string, string>>): unknown {
  if (typeof value !== "object" || value === null || !("Fn::GetAtt" in value)) return value;
  const name = (value["Fn::GetAtt"] as readonly string[]).join(".");
  return attributes[name.replace(/[0-9A-F]{8}(?=\.)/, "")] ?? value;
}

async function placeOf(Key: string, Body: string, bucket: StackInput["bucket"]) {
  if (bucket === undefined) return { TemplateBody: Body };
  await bucket.s3.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body }));
  const { protocol, hostname, port } = (await bucket.s3.config.endpoint?.()) ?? {};
  return { TemplateURL: `${protocol}//${hostname}:${port}/${bucket.name}/${Key}` };
}

async function outputsWhenDone(
  formation: CloudFormationClient,
  StackName: string,
): Promise<Record<string, string>> {
  for (let tries = 0; tries < 400; tries++) {
    const { Stacks = [] } = await formation.send(new DescribeStacksCommand({ StackName }));
    const { StackStatus = "", Outputs = [] } = Stacks[0] ?? {};
    if (StackStatus === "CREATE_COMPLETE")
      return Object.fromEntries(
        Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
      );
    if (StackStatus !== "CREATE_IN_PROGRESS")
      throw new Error([StackStatus, ...(await failures(formation, StackName))].join("\n"));
    await sleep(500);
  }
  throw new Error("The stack is not there after 200 seconds.");
}

async function failures(formation: CloudFormationClient, StackName: string): Promise<string[]> {
  const { StackEvents = [] } = await formation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED").map(
    ({ LogicalResourceId, ResourceStatusReason }) =>
      `${LogicalResourceId}: ${ResourceStatusReason}`,
  );
}

/** Where a function's zip goes, and the folder that it is made in. */
export interface FunctionPlace {
  readonly bucket: string;
  readonly folder: string;
  /** Statements that the module has besides. */
  readonly added?: string;
}

/** Bundle a function as `scripts/bundle-function.ts` does, and upload its zip under `NAME.zip`. */
export async function uploadFunction(
  s3: S3Client,
  name: keyof typeof FUNCTION_SOURCES,
  { bucket, folder, added = "" }: FunctionPlace,
): Promise<string> {
  const bundle = join(folder, `${name}.mjs`);
  const resolveDir = resolve(import.meta.dirname, "../../../../scripts");
  const contents = `${FUNCTION_SOURCES[name]}\n${added}`;
  await bundleHandler(bundle, { stdin: { contents, resolveDir } });
  const Key = `${name}.zip`;
  const Body = zipOf("index.mjs", await readFile(bundle));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  return Key;
}

/** What MiniStack refuses of every template: alarms over an expression of metrics. */
export function computesWithMetrics(_: string, { Type, Properties }: Resource): boolean {
  return Type === "AWS::CloudWatch::Alarm" && Properties?.["Metrics"] !== undefined;
}
