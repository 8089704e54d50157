import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  paginateListExecutions,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { startLocalCloud } from "@cloudapi/local";
import { type Batch, type BatchInput, defineBatch } from "../src/index.ts";
import { FUNCTION_BATCH } from "./nightly.ts";

/** The day on which the stand-in of the run fails. */
const FAILING = "2026-03-02";

/** The longest that an execution is waited for; none of them waits for anything itself. */
const LONGEST_MS = 90_000;

/** What the machine that runs a day is here: these tests are about the two that start it. */
const RUN_OF_A_DAY = {
  QueryLanguage: "JSONata",
  StartAt: "Judge",
  States: {
    Judge: {
      Type: "Choice",
      Choices: [{ Condition: `{% $states.input.day = "${FAILING}" %}`, Next: "Bad" }],
      Default: "Good",
    },
    Bad: { Type: "Fail", Error: "EmptyDay", Cause: "There is no file" },
    Good: { Type: "Pass", End: true },
  },
};

/** A machine that starts runs, and what it is given. */
export interface Start {
  readonly machine: "start" | "backfill";
  readonly input: object;
}

/** What a start came to, without what differs by nature. */
export interface Started {
  readonly status: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: unknown;
  /** The states of the machine's own that were entered, in order. */
  readonly states: readonly string[];
  /** Every run of a day that there is by now: its name, what it came to and what it was given, by name. */
  readonly runs: readonly unknown[];
}

/** A cloud that has the three machines of a batch. */
export interface Starters {
  start(each: Start): Promise<Started>;
  close(): Promise<void>;
}

/** How a cloud is opened. */
export interface StartersInput {
  readonly config: SFNClientConfig;
  readonly batch: Batch;
  /** A definition with what this cloud has in place of what it hasn't. */
  readonly change: (definition: object) => object;
  readonly close: () => Promise<void>;
}

/** The batch of which the machines are, in either language. */
export function startersBatch(
  name: string,
  accountId: string,
  more: Partial<BatchInput> = {},
): Batch {
  return defineBatch({ ...FUNCTION_BATCH, name, accountId, ...more });
}

/** Make the machines, with a stand-in of the one that runs a day. */
export async function openStarters(opened: StartersInput): Promise<Starters> {
  const { batch, config, change, close } = opened;
  const sfn = new SFNClient(config);
  for (const [machine, { name, roleArn, definition }] of Object.entries(batch.machines)) {
    const made = machine === "run" ? RUN_OF_A_DAY : change(definition);
    await sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(made) }),
    );
  }
  let starts = 0;

  async function ended(executionArn: string) {
    const deadline = Date.now() + LONGEST_MS;
    for (;;) {
      const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (found.status !== "RUNNING") return found;
      if (Date.now() > deadline) throw new Error(await stuck(executionArn));
      await sleep(50);
    }
  }

  async function stuck(executionArn: string): Promise<string> {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const last = JSON.stringify(events.slice(-3));
    return `${executionArn} runs for longer than ${LONGEST_MS} ms. Its last events: ${last}`;
  }

  /** Runs may go on after the machine that started them has ended. */
  async function runs(): Promise<unknown[]> {
    const all: { name: string }[] = [];
    const pages = paginateListExecutions(
      { client: sfn },
      { stateMachineArn: batch.machines.run.arn },
    );
    for await (const { executions = [] } of pages)
      for (const { executionArn = "" } of executions) {
        const { name = "", status, input = "{}" } = await ended(executionArn);
        all.push({ name, status, input: plain(JSON.parse(input)) } as { name: string });
      }
    return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    async start({ machine, input }) {
      const { arn, definition } = batch.machines[machine];
      const request = {
        stateMachineArn: arn,
        name: `s${++starts}`,
        input: JSON.stringify(input),
      };
      const { executionArn = "" } = await sfn.send(new StartExecutionCommand(request));
      const { status, error, cause, output } = await ended(executionArn);
      const states: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken }));
        for (const { stateEnteredEventDetails: entered } of page.events ?? [])
          if (entered?.name !== undefined && entered.name in definition.States)
            states.push(entered.name);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return {
        status,
        error,
        cause,
        output: status === "SUCCEEDED" ? plain(JSON.parse(output ?? "null")) : undefined,
        states,
        runs: await runs(),
      };
    },
    async close() {
      sfn.destroy();
      await close();
    },
  };
}

/** A value without the account, which is moto's own there. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("123456789012", "000000000000"));
}

/** The embedded cloud with the machines as they are. */
export async function startersEmbedded(
  name: string,
  more: Partial<BatchInput> = {},
): Promise<Starters> {
  const cloud = await startLocalCloud({ skipWaits: true });
  return openStarters({
    config: cloud.clientConfig,
    batch: startersBatch(name, cloud.accountId, more),
    change: (definition) => definition,
    close: () => cloud.close(),
  });
}
