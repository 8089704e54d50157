import { createHash } from "node:crypto";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { NotificationConfiguration, S3Client } from "@aws-sdk/client-s3";
import { awsError } from "../../../../scripts/lib/fake-aws.ts";

type Input = Readonly<Record<string, unknown>>;

interface Statement {
  readonly Sid: string;
}

/** An account with one bucket and at most one function, which keeps what it is told and answers as Lambda and S3 do. */
export class FakeAccount {
  readonly calls: string[] = [];
  function: Input | undefined;
  statements: Statement[] = [];
  notifications: NotificationConfiguration = {};
  /** What is refused, by the operation's name; each error is thrown as often as it is listed. */
  readonly refusals = new Map<string, Error[]>();

  readonly #send = async (command: object & { input: Input }): Promise<unknown> => {
    const operation = command.constructor.name.replace(/Command$/, "");
    this.calls.push(operation);
    const refusal = this.refusals.get(operation)?.shift();
    if (refusal !== undefined) throw refusal;
    const answer = ANSWERS[operation];
    if (answer === undefined) throw new Error(`${operation} was not expected`);
    return answer(this, command.input);
  };
  readonly lambda = { send: this.#send } as unknown as LambdaClient;
  readonly s3 = { send: this.#send } as unknown as S3Client;
  readonly clients = { lambda: this.lambda, s3: this.s3 };
}

const ANSWERS: Readonly<Record<string, (account: FakeAccount, input: Input) => unknown>> = {
  GetFunctionConfiguration: (account) => account.function ?? missing(),
  CreateFunction(account, { Code, ...wanted }) {
    const { ZipFile } = Code as { readonly ZipFile: Uint8Array };
    account.function = {
      ...wanted,
      FunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${String(wanted["FunctionName"])}`,
      CodeSha256: createHash("sha256").update(ZipFile).digest("base64"),
      State: "Active",
      LastUpdateStatus: "Successful",
    };
    return account.function;
  },
  UpdateFunctionCode(account, { ZipFile }) {
    const CodeSha256 = createHash("sha256")
      .update(ZipFile as Uint8Array)
      .digest("base64");
    account.function = { ...(account.function ?? missing()), CodeSha256 };
    return account.function;
  },
  UpdateFunctionConfiguration(account, wanted) {
    account.function = { ...(account.function ?? missing()), ...wanted };
    return account.function;
  },
  DeleteFunction(account) {
    if (account.function === undefined) missing();
    account.function = undefined;
    account.statements = [];
    return {};
  },
  GetPolicy: (account) =>
    account.statements.length === 0
      ? missing()
      : { Policy: JSON.stringify({ Statement: account.statements }) },
  AddPermission(account, { StatementId, Principal, SourceArn, SourceAccount, Action }) {
    if (account.function === undefined) missing();
    const Condition = {
      ArnLike: { "AWS:SourceArn": SourceArn },
      StringEquals: { "AWS:SourceAccount": SourceAccount },
    };
    const added = { Effect: "Allow", Action, Principal: { Service: Principal }, Condition };
    account.statements.push({ Sid: String(StatementId), ...added });
    return {};
  },
  RemovePermission(account, { StatementId }) {
    const kept = account.statements.filter(({ Sid }) => Sid !== StatementId);
    if (kept.length === account.statements.length) missing();
    account.statements = kept;
    return {};
  },
  GetBucketNotificationConfiguration: (account) => account.notifications,
  PutBucketNotificationConfiguration(account, { NotificationConfiguration: configuration }) {
    account.notifications = configuration as NotificationConfiguration;
    return {};
  },
};

function missing(): never {
  throw awsError("ResourceNotFoundException", 404);
}
