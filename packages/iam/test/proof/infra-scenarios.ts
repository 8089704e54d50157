import {
  allowBucket,
  deployFunction,
  deployTransform,
  deployValidator,
  notifyFunction,
  undeployValidator,
} from "@cloudapi/infra";
import { zipOf } from "../../../../scripts/lib/zip-of.ts";
import { FakeAccount } from "../../../infra/test/support/fake-account.ts";
import type { Watch } from "./guard.ts";
import { ACCOUNT, type AuthorizedRequest, REGION, type SentCommand } from "./requests-of.ts";
import { RAW, type Scenario, scenario } from "./scenario.ts";

const functionName = "watched-validate";
const roleArn = `arn:aws:iam::${ACCOUNT}:role/watched-validate`;
const zip = zipOf("index.mjs", "export const handler = () => 1;");
const other = zipOf("index.mjs", "export const handler = () => 2;");
const place = { functionName, bucket: RAW };
const deployed = { functionName, zip, roleArn };

const PASSING = ["CreateFunction", "UpdateFunctionConfiguration"];
const ON_BUCKET: Readonly<Record<string, string>> = {
  GetBucketNotificationConfiguration: "s3:GetBucketNotification",
  PutBucketNotificationConfiguration: "s3:PutBucketNotification",
};

/** What Lambda and S3 authorize for the commands of a deployment, from their service authorization references. */
function requestsOf({ name, input }: SentCommand): AuthorizedRequest[] {
  const onBucket = ON_BUCKET[name];
  if (onBucket !== undefined) {
    const resource = `arn:aws:s3:::${String(input["Bucket"])}`;
    return [
      { action: onBucket, resource, context: { "aws:ResourceAccount": ACCOUNT }, call: name },
    ];
  }
  const resource = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${String(input["FunctionName"])}`;
  const context: Readonly<Record<string, string>> =
    name === "AddPermission" ? { "lambda:Principal": String(input["Principal"]) } : {};
  const own = { action: `lambda:${name}`, resource, context, call: name };
  if (!PASSING.includes(name)) return [own];
  const passed = { "iam:PassedToService": "lambda.amazonaws.com" };
  const pass = { action: "iam:PassRole", resource: String(input["Role"]), context: passed };
  return [own, { ...pass, call: name }];
}

/** An account that asks the guard before each call. */
function guarded(watched: Watch, account: FakeAccount) {
  const send = (command: object & { input: Readonly<Record<string, unknown>> }) => {
    const name = command.constructor.name.replace(/Command$/, "");
    watched.ask(requestsOf({ name, input: command.input }));
    return account.lambda.send(command as never);
  };
  return { lambda: { send }, s3: { send } } as unknown as FakeAccount["clients"];
}

type Deploy = (clients: FakeAccount["clients"], account: FakeAccount) => Promise<void>;

function deploying(use: Parameters<typeof scenario>[0], deploy: Deploy): Scenario {
  return scenario(use, async (watched) => {
    const account = new FakeAccount();
    await deploy(guarded(watched, account), account);
  });
}

async function deployTwice({ lambda }: FakeAccount["clients"]): Promise<void> {
  await deployFunction(lambda, deployed);
  await deployFunction(lambda, { ...deployed, zip: other, memoryMb: 256 });
}

/** A permission for another account is replaced. */
async function allowTwice({ lambda }: FakeAccount["clients"]): Promise<void> {
  await allowBucket(lambda, { ...place, accountId: "123456789012" });
  await allowBucket(lambda, { ...place, accountId: ACCOUNT });
}

const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`;
const onFunction = { functionName } as const;
const onBoth = { functionName, bucket: RAW } as const;

export const INFRA_SCENARIOS: readonly Scenario[] = [
  deploying({ operation: "deployFunction", ...onFunction, roleArn }, deployTwice),
  deploying({ operation: "allowBucket", ...onFunction }, async (clients, account) => {
    await deployFunction(account.lambda, deployed);
    await allowTwice(clients);
  }),
  deploying({ operation: "notifyFunction", bucket: RAW }, async ({ s3 }) => {
    await notifyFunction(s3, { bucket: RAW, functionArn });
  }),
  deploying({ operation: "deployValidator", ...onBoth, roleArn }, async (clients) => {
    const environment = { CLOUDAPI_PROCESSED_BUCKET: "watched-out" };
    const input = { ...deployed, bucket: RAW, environment };
    await deployValidator(clients, { ...input, accountId: "123456789012" });
    await deployValidator(clients, { ...input, zip: other, accountId: ACCOUNT, memoryMb: 256 });
  }),
  deploying({ operation: "deployTransform", ...onBoth, roleArn }, async (clients) => {
    const environment = { CLOUDAPI_PROCESSED_BUCKET: "watched-out" };
    const input = { ...deployed, bucket: RAW, environment };
    await deployTransform(clients, { ...input, accountId: "123456789012" });
    await deployTransform(clients, { ...input, zip: other, accountId: ACCOUNT, memoryMb: 256 });
  }),
  deploying({ operation: "undeployValidator", ...onBoth }, async (clients, account) => {
    const environment = { CLOUDAPI_PROCESSED_BUCKET: "watched-out" };
    await deployValidator(account.clients, { ...deployed, bucket: RAW, environment });
    await undeployValidator(clients, place);
  }),
];
