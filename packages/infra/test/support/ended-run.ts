import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";

/** How the one execution of a machine ended, and which states it entered. */
export async function endedRun(states: SFNClient, stateMachineArn: string) {
  for (let tries = 0; tries < 400; tries++) {
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
    const [{ executionArn, status } = {}] = executions;
    if (status !== undefined && status !== "RUNNING") {
      const { output, error, cause } = await states.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      const { events = [] } = await states.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      const entered = events.flatMap(({ stateEnteredEventDetails: each }) => each?.name ?? []);
      return { status, output, error, cause, entered };
    }
    await sleep(250);
  }
  throw new Error("the execution has not ended");
}
