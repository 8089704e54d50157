import {
  type EvaluationResult,
  GetRoleCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";

/** What a fake IAM answers. */
export interface FakeIam {
  readonly decide?: (
    input: SimulatePrincipalPolicyCommandInput,
    action: string,
  ) => Partial<EvaluationResult>;
  readonly role?: { readonly arn: string; readonly trust?: string };
  readonly fail?: Error;
  /** Answers a page, beside the marker of the next. */
  readonly pageSize?: number;
}

/** A client that keeps what it was asked, and answers as told. */
export function fakeIam(answers: FakeIam) {
  const simulated: SimulatePrincipalPolicyCommandInput[] = [];
  const roles: (string | undefined)[] = [];
  const iam = new IAMClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "A", secretAccessKey: "S" },
  });
  const send = async (
    command: unknown,
    options?: { abortSignal?: AbortSignal },
  ): Promise<unknown> => {
    options?.abortSignal?.throwIfAborted();
    if (answers.fail !== undefined) throw answers.fail;
    if (command instanceof SimulatePrincipalPolicyCommand) {
      simulated.push(command.input);
      return simulate(answers, command.input);
    }
    if (!(command instanceof GetRoleCommand)) throw new Error("unexpected command");
    roles.push(command.input.RoleName);
    return { Role: { Arn: answers.role?.arn, AssumeRolePolicyDocument: answers.role?.trust } };
  };
  return { iam: Object.assign(iam, { send }) as IAMClient, simulated, roles };
}

function simulate({ decide, pageSize = 100 }: FakeIam, input: SimulatePrincipalPolicyCommandInput) {
  const actions = input.ActionNames ?? [];
  const start = Number(input.Marker ?? 0);
  const results = actions.slice(start, start + pageSize).map((action) => {
    const decided = decide?.(input, action) ?? {};
    return { EvalActionName: action, EvalDecision: "allowed", EvalResourceName: "*", ...decided };
  });
  const isTruncated = start + pageSize < actions.length;
  return {
    EvaluationResults: results,
    IsTruncated: isTruncated,
    ...(isTruncated ? { Marker: String(start + pageSize) } : {}),
  };
}

/** An error as the SDK throws it. */
export function awsError(name: string, message: string, status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}
