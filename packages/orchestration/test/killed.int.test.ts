import { StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { PublishCommand } from "@aws-sdk/client-sns";
import type { LocalTask } from "@cloudapi/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { failure, logsOf, openNight } from "./night-cloud.ts";
import { FUNCTION_BATCH } from "./nightly.ts";

const { approval: _, ...QUIET } = FUNCTION_BATCH.steps;
const ROWS = 5;

let night: Awaited<ReturnType<typeof openNight>>;
beforeAll(async () => {
  night = await openNight({ ...FUNCTION_BATCH, steps: QUIET });
});
afterAll(() => night.close());

/** What the service of a Task does, done beside the machine: its effect is there, and nobody has heard of it. */
async function effectOf({ resource, input }: LocalTask): Promise<void> {
  const given = input as Record<string, never>;
  if (resource === "lambda:invoke") await night.handler(given["Payload"]);
  else if (resource === "athena:startQueryExecution.sync")
    await night.athena.send(new StartQueryExecutionCommand(given as never));
  else if (resource === "sns:publish") await night.sns.send(new PublishCommand(given as never));
  else if (resource === "aws-sdk:s3:putObject")
    await night.s3.send(
      new PutObjectCommand({ ...(given as never as { Bucket: string; Key: string }), Body: "{}" }),
    );
}

interface Death {
  readonly state: string;
  readonly moment: "before" | "after";
  readonly run: string;
  /** A state that fails first, so that the machine tells of a failure; none for a night that goes well. */
  readonly failing: string | undefined;
}

/** Have the machine die at a state, once. */
function dieAt({ state, moment, run, failing }: Death): () => void {
  let isDead = false;
  return night.cloud.onTask(async (task) => {
    if (task.execution !== run || isDead) return undefined;
    if (task.state === failing) throw failure("TypeError");
    if (task.state !== state) return undefined;
    isDead = true;
    if (moment === "after") await effectOf(task);
    await night.stop(night.arnOf("run", run));
    throw failure("Killed");
  });
}

const PLACES = ["TransformFiles", "Catalog", "RunCheck", "ReadCheck", "TellSuccess"].map(
  (state) => ({ state, failing: undefined }) as const,
);
const TOLD = ["KeepReport", "TellFailure", "KeepFailure"].map(
  (state) => ({ state, failing: state === "KeepFailure" ? "TellFailure" : "Catalog" }) as const,
);
/** Both ways of running again at both moments, each at every other place. */
const DEATHS = [...PLACES, ...TOLD].flatMap((place, at) => {
  const hows =
    at % 2 === 0 ? (["a label", "a redrive"] as const) : (["a redrive", "a label"] as const);
  return (["before", "after"] as const).map((moment, which) => ({
    ...place,
    moment,
    how: hows[which],
  }));
});

it.each(DEATHS.map((death, at) => ({ ...death, at })))(
  "killed $moment the effect of $state and run again by $how, a day has one result",
  async ({ state, moment, failing, how, at }) => {
    const day = `2026-0${1 + Math.floor(at / 28)}-${String(1 + (at % 28)).padStart(2, "0")}`;
    const folder = day.replaceAll("-", "/");
    await night.put(`raw/${folder}/a.csv`, logsOf(day, ROWS));
    const run = `api-logs-${day}`;
    const before = await manifests();
    const stop = dieAt({
      state,
      moment,
      run,
      failing: state === "KeepFailure" ? "Catalog" : failing,
    });
    const untold = night.cloud.onTask((task) => {
      if (task.execution === run && state === "KeepFailure" && task.state === "TellFailure")
        throw failure("SNS.NotFoundException");
    });
    const first = await night.end(await night.start("start", { day }));
    const killed = await night.end(String(first.output["started"]));
    expect(killed.status).toBe("ABORTED");
    stop();
    untold();

    // The schedule fires again: the name is taken, so nothing is done twice by it.
    const fired = await night.end(await night.start("start", { day }));
    expect(fired.output).toEqual({ ranAlready: run, day });

    const isTold = TOLD.some((told) => told.state === state);
    let last = killed;
    if (how === "a redrive") {
      await night.redrive(night.arnOf("run", run));
      last = await night.end(night.arnOf("run", run));
    }
    const redriven = isTold ? "FAILED" : "SUCCEEDED";
    expect(last.status).toBe(how === "a redrive" ? redriven : "ABORTED");
    // What told of a failure has done so; the day is run again as its message says.
    if (how === "a label" || isTold) {
      const again = await night.end(await night.start("start", { day, again: "2" }));
      last = await night.end(String(again.output["started"]));
    }
    expect(last).toMatchObject({
      status: "SUCCEEDED",
      output: {
        figures: { rowsWritten: ROWS, rowsRejected: 1 },
        checks: [{ check: "rows", status: "pass", observed: String(ROWS) }],
      },
    });
    expect(await night.rows(resultOf(day))).toEqual([[String(ROWS), String(ROWS), "1"]]);
    expect(await manifests()).toBe(before + 1);
  },
);

/** Rows of a day, how many are different, and how many files they are in. */
function resultOf(day: string): string {
  return `SELECT count(*), count(DISTINCT response_time_ms), count(DISTINCT "$path") FROM api_logs WHERE date("timestamp") = date('${day}')`;
}

/** How many runs of sources have a manifest beside the table. */
async function manifests(): Promise<number> {
  const place = { Bucket: "cloudapi-logs-processed", Prefix: "api_logs/_manifests/" };
  const { KeyCount: count = 0 } = await night.s3.send(new ListObjectsV2Command(place));
  return count;
}
