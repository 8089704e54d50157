import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import type { LocalClientConfig } from "@cloudapi/local";
import { evaluatePolicies, type Policy, type PolicyDocument, readPolicy } from "../../src/index.ts";
import { type QueryPlaces, requestsByAthena, requestsForResults } from "./requests-by-athena.ts";
import {
  ACCOUNT,
  type AuthorizedRequest,
  requestsToAthena,
  requestsToGlue,
  requestsToKms,
  requestsToRedshift,
  requestsToS3,
  type SentCommand,
} from "./requests-of.ts";

export interface Clients {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly athena: AthenaClient;
  readonly sns: SNSClient;
  readonly redshift: RedshiftDataClient;
}

/** What an operation has asked for while it was watched. */
export interface Watch {
  readonly clients: Clients;
  readonly requests: AuthorizedRequest[];
  readonly denied: AuthorizedRequest[];
  /** Where S3 did not say that an object is missing. */
  readonly blind: AuthorizedRequest[];
  /** A command that the server fails from now on, with the code of its error. */
  broken: { readonly name: string; readonly code: string } | undefined;
  /** KMS keys by the bucket whose objects lie under them. */
  readonly keys: Map<string, string>;
  queries: QueryPlaces | undefined;
  workGroup: string;
  /** Ask for what a call needs that none of the clients makes. */
  readonly ask: (requests: readonly AuthorizedRequest[]) => void;
}

export function plainClients(clientConfig: LocalClientConfig): Clients {
  const { endpoint, region, credentials } = clientConfig;
  return {
    s3: new S3Client(clientConfig),
    glue: new GlueClient(clientConfig),
    athena: new AthenaClient(clientConfig),
    sns: new SNSClient(clientConfig),
    redshift: new RedshiftDataClient({ endpoint, region, credentials }),
  };
}

export function destroyClients({ s3, glue, athena, sns, redshift }: Clients): void {
  for (const client of [s3, glue, athena, sns, redshift]) client.destroy();
}

export function isAllowedBy(policy: PolicyDocument, request: AuthorizedRequest): boolean {
  const { action, resource, context } = request;
  const principal = `arn:aws:sts::${ACCOUNT}:assumed-role/watched/session`;
  const asked = { principal, action, resource, context };
  const own = action.startsWith("kms:") ? { resource: readOnce(KEY_POLICY) } : {};
  const identity = [readOnce(policy)];
  return evaluatePolicies({ identity, ...own, request: asked }).decision === "allow";
}

/** Each policy is asked of thousands of requests. */
const READ = new WeakMap<object, Policy>();

function readOnce(document: object): Policy {
  const read = READ.get(document) ?? readPolicy(document).policy;
  if (read === undefined) throw new Error("A policy can't be read.");
  READ.set(document, read);
  return read;
}

/** A key's own policy leaves it to the policies of its account, as KMS makes it. */
const KEY_POLICY = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: "kms:*",
    Resource: "*",
  },
};

/**
 * Clients of the embedded cloud that record what AWS would authorize for every call, and refuse what the policy does not
 * allow, as AWS does: an object that is missing is "denied" where the bucket may not be listed by the very request.
 */
export function watch(caller: LocalClientConfig, policy: PolicyDocument): Watch {
  return watchBy(caller, policy);
}

/**
 * The same, of a server that judges by itself: what it refuses is in `denied`, unless it is an object that is missing, of
 * which S3 says no more to who may not list the bucket.
 */
export function watchServer(caller: LocalClientConfig, root: Clients): Watch {
  return watchBy(caller, undefined, root);
}

function watchBy(
  caller: LocalClientConfig,
  policy: PolicyDocument | undefined,
  root?: Clients,
): Watch {
  const clients = plainClients(caller);
  const watched: Watch = {
    clients,
    requests: [],
    denied: [],
    blind: [],
    broken: undefined,
    keys: new Map(),
    queries: undefined,
    workGroup: "primary",
    ask(requests) {
      watched.requests.push(...requests);
      const denied = requests.filter(
        (request) => policy !== undefined && !isAllowedBy(policy, request),
      );
      watched.denied.push(...denied);
      if (denied.length > 0) throw awsError("AccessDenied", 403, denied[0]?.action);
    },
  };
  const services = {
    s3: (command: SentCommand) => [...requestsToS3(command), ...underKey(watched, command)],
    glue: requestsToGlue,
    athena: (command: SentCommand) => athenaRequests(watched, command),
    redshift: requestsToRedshift,
    sns: ({ name, input }: SentCommand) => [
      { action: `sns:${name}`, resource: String(input["TopicArn"]), context: {}, call: name },
    ],
  };
  for (const [service, requestsOf] of Object.entries(services)) {
    const client = clients[service as keyof Clients] as unknown as S3Client;
    client.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (args) => {
          const command = { name: commandName.replace(/Command$/, ""), input: { ...args.input } };
          const asked = requestsOf(command);
          watched.ask(asked);
          if (watched.broken?.name === command.name) throw awsError(watched.broken.code, 400);
          try {
            return await next(args);
          } catch (error) {
            if (policy === undefined) {
              if (isRefusal(error) && !(await isGone(root, command))) watched.denied.push(...asked);
            } else if (service === "s3" && isMissing(error))
              askWhetherListed(watched, policy, command);
            throw error;
          }
        },
      { step: "initialize", name: "watch" },
    );
  }
  return watched;
}

function athenaRequests(watched: Watch, { name, input }: SentCommand): AuthorizedRequest[] {
  const own = requestsToAthena(name, watched.workGroup);
  if (watched.queries === undefined) return own;
  if (name === "GetQueryResults") return [...own, ...requestsForResults(watched.queries)];
  if (name !== "StartQueryExecution") return own;
  return [...own, ...requestsByAthena(String(input["QueryString"]), watched.queries)];
}

/** Objects of some buckets lie under a key: parts are decrypted when they are put together. */
function underKey({ keys }: Watch, { name, input }: SentCommand): AuthorizedRequest[] {
  const key = keys.get(String(input["Bucket"]));
  if (key === undefined) return [];
  const object = `arn:aws:s3:::${String(input["Bucket"])}/${String(input["Key"])}`;
  const decrypt = ["GetObject", "UploadPart", "CompleteMultipartUpload"];
  const encrypt = ["PutObject", "CreateMultipartUpload", "UploadPart"];
  return [
    ...(decrypt.includes(name) ? [requestsToKms("kms:Decrypt", key, object)] : []),
    ...(encrypt.includes(name) ? [requestsToKms("kms:GenerateDataKey", key, object)] : []),
  ];
}

/** A server that doesn't allow something says so by name, or by its status where an answer has no body. */
export function isRefusal(error: unknown): boolean {
  const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  return name.startsWith("AccessDenied") || $metadata?.httpStatusCode === 403;
}

async function isGone(root: Clients | undefined, { name, input }: SentCommand): Promise<boolean> {
  if (root === undefined || (name !== "GetObject" && name !== "HeadObject")) return false;
  const { Bucket, Key } = input as { Bucket: string; Key: string };
  return root.s3.send(new HeadObjectCommand({ Bucket, Key })).then(() => false, isMissing);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && /^(NoSuchKey|NoSuchVersion|NotFound)$/.test(error.name);
}

/** S3 says 404 of an object only to who may list the bucket, and such a request names no prefix. */
function askWhetherListed(
  { requests, blind }: Watch,
  policy: PolicyDocument,
  { name, input }: SentCommand,
): void {
  if (name !== "GetObject" && name !== "HeadObject") return;
  const looked = requestsToS3({ name: "ListObjectsV2", input: { Bucket: input["Bucket"] } });
  const denied = looked.find((request) => !isAllowedBy(policy, request));
  if (denied === undefined) {
    requests.push(...looked.map((request) => ({ ...request, call: name })));
    return;
  }
  blind.push(denied);
  throw awsError("AccessDenied", 403, denied.action);
}

function awsError(code: string, status: number, action = ""): Error {
  const words = action === "" ? code : `not authorized to perform: ${action}`;
  return Object.assign(new Error(words), {
    name: code,
    $fault: "client",
    $metadata: { httpStatusCode: status, attempts: 1 },
  });
}
