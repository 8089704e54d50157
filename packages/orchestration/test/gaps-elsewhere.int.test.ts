import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";

/** What an execution came to. */
interface Came {
  readonly status: string;
  readonly error?: string;
  readonly output?: unknown;
}

/** Something that a machine of a batch does, and that another implementation doesn't. */
interface Gap {
  readonly definition: object;
  readonly ours: Came;
  readonly theirs: Came;
}

const PASS = { StartAt: "Child", States: { Child: { Type: "Pass", End: true } } };
const DISTRIBUTED = {
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  ...PASS,
};
const INPUT = { list: [1, 2, 3] };

function machine(States: Readonly<Record<string, object>>): object {
  return { QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States };
}

function succeeded(output: unknown): Came {
  return { status: "SUCCEEDED", output };
}

/** An execution that starts another one under a name with a space. */
function spaced(stateMachineArn: string): Gap {
  const Arguments = { StateMachineArn: stateMachineArn, Name: "a b", Input: {} };
  const Resource = "arn:aws:states:::states:startExecution";
  return {
    definition: machine({
      One: { Type: "Task", Resource, Arguments, Output: { is: "done" }, End: true },
    }),
    ours: { status: "FAILED", error: "StepFunctions.InvalidNameException" },
    theirs: succeeded({ is: "done" }),
  };
}

/** One execution that starts two others under one name. */
function twice(resource: string, stateMachineArn: string): object {
  const task = {
    Type: "Task",
    Resource: `arn:aws:states:::states:${resource}`,
    Arguments: { StateMachineArn: stateMachineArn, Name: `of-${resource.length}`, Input: {} },
    Output: "done",
  };
  const taken = [{ ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"], Next: "Taken" }];
  return machine({
    One: { ...task, Next: "Two" },
    Two: { ...task, Catch: taken, End: true },
    Taken: { Type: "Pass", Output: "taken", End: true },
  });
}

const BATCHED = machine({
  Map: {
    Type: "Map",
    Items: "{% $states.input.list %}",
    ItemBatcher: { MaxItemsPerBatch: 2 },
    ItemProcessor: DISTRIBUTED,
    End: true,
  },
});

/** What is put in their place by the tests of the whole machines; a version that can do one of them makes its test fail. */
const GAPS: Readonly<
  Record<"MiniStack" | "moto", (other: string) => Readonly<Record<string, Gap>>>
> = {
  MiniStack: (other) => ({
    "gives all of its input to one child where JSONata names the items of a distributed Map": {
      definition: machine({
        Map: {
          Type: "Map",
          Items: "{% $states.input.list %}",
          ItemProcessor: DISTRIBUTED,
          End: true,
        },
      }),
      ours: succeeded([1, 2, 3]),
      theirs: succeeded([INPUT]),
    },
    "batches no items": {
      definition: BATCHED,
      ours: succeeded([{ Items: [1, 2] }, { Items: [3] }]),
      theirs: succeeded([INPUT]),
    },
    "gives the input in place of a Succeed's Output": {
      definition: machine({ Done: { Type: "Succeed", Output: { is: "done" } } }),
      ours: succeeded({ is: "done" }),
      theirs: succeeded(INPUT),
    },
    "calls the error of a taken name by no name of Step Functions": {
      definition: twice("startExecution", other),
      ours: succeeded("taken"),
      theirs: { status: "FAILED", error: "ExecutionAlreadyExists" },
    },
    "starts two executions of a name where their ends are waited for": {
      definition: twice("startExecution.sync:2", other),
      ours: succeeded("taken"),
      theirs: succeeded("done"),
    },
  }),
  moto: (other) => ({
    "takes a name with a space": spaced(other),
    "takes no definition that batches items": {
      definition: BATCHED,
      ours: succeeded([{ Items: [1, 2] }, { Items: [3] }]),
      theirs: { status: "REFUSED" },
    },
  }),
};

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

describe.each([
  ["MiniStack", testServer("CLOUDAPI_TEST_MINISTACK"), "000000000000"] as const,
  ["moto", testServer("CLOUDAPI_TEST_MOTO"), "123456789012"] as const,
])("otherwise than Step Functions, %s", (server, endpoint, account) => {
  describe.skipIf(endpoint === undefined)(`(CLOUDAPI_TEST_${server.toUpperCase()})`, () => {
    const own = `gaps-${crypto.randomUUID().slice(0, 8)}`;
    const arn = `arn:aws:states:us-east-1:${account}:stateMachine:${own}-other`;
    let cloud: LocalCloud;
    let clients: SFNClient[] = [];
    beforeAll(async () => {
      cloud = await startLocalCloud({ skipWaits: true });
      const theirs = { endpoint: endpoint ?? "", region: "us-east-1", credentials: CREDENTIALS };
      clients = [new SFNClient(cloud.clientConfig), new SFNClient(theirs)];
      for (const sfn of clients)
        await create(sfn, `${own}-other`, { QueryLanguage: "JSONata", ...PASS });
    }, 120_000);
    afterAll(async () => {
      for (const sfn of clients) sfn.destroy();
      await cloud.close();
    });

    it.each(Object.entries(GAPS[server](arn)))(
      "%s",
      async (name, { definition, ours, theirs }) => {
        const came: Came[] = [];
        for (const [at, sfn] of clients.entries()) {
          // The embedded cloud's account is another one than moto's.
          const text = JSON.stringify(definition);
          const its = at === 0 ? text.replaceAll(account, cloud.accountId) : text;
          came.push(
            await run(
              sfn,
              `${own}-${Object.keys(GAPS[server](arn)).indexOf(name)}`,
              JSON.parse(its) as object,
            ),
          );
        }
        expect(came).toEqual([ours, theirs]);
      },
      120_000,
    );
  });
});

async function create(sfn: SFNClient, name: string, definition: object): Promise<string> {
  const roleArn = "arn:aws:iam::000000000000:role/any";
  const { stateMachineArn = "" } = await sfn.send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  );
  return stateMachineArn;
}

async function run(sfn: SFNClient, name: string, definition: object): Promise<Came> {
  const stateMachineArn = await create(sfn, name, definition).catch(() => undefined);
  if (stateMachineArn === undefined) return { status: "REFUSED" };
  const { executionArn = "" } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(INPUT) }),
  );
  for (;;) {
    const {
      status = "",
      error,
      output,
    } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "SUCCEEDED") return succeeded(JSON.parse(output ?? "null"));
    if (status !== "RUNNING") return { status, ...(error === undefined ? {} : { error }) };
    await sleep(50);
  }
}
