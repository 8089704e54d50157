import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { zipOf } from "../../../scripts/lib/zip-of.ts";
import type { Batch, StateMachineDefinition } from "../src/index.ts";
import { batchOf, type Elsewhere, type Language, listedFirst, open } from "./elsewhere.ts";

/** MiniStack, with its own way of answering for services, which is that of AWS's Step Functions Local. */
export async function openMiniStack(
  name: string,
  endpoint: string,
  language: Language,
): Promise<Elsewhere> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const config = { endpoint, region: "us-east-1", credentials };
  const folder = await mkdtemp(join(tmpdir(), "elsewhere-"));
  const batch = batchOf(name, language);
  const lambda = new LambdaClient(config);
  const ZipFile = zipOf("index.py", theirsOf(folder));
  const Role = batch.roles.run.arn;
  const made = {
    FunctionName: name,
    Runtime: "python3.11",
    Handler: "index.handler",
    Role,
  } as const;
  await lambda.send(new CreateFunctionCommand({ ...made, Code: { ZipFile }, Timeout: 60 }));
  lambda.destroy();
  const cases: Record<string, Record<string, string>> = {};
  const responses: Record<string, Record<string, unknown>> = {};
  return open({
    name,
    config,
    batch,
    // What fails in the children of a distributed Map is not in its history.
    countsFailures: language === "JSONata",
    prepare: async (answers) => {
      const id = `case${Object.keys(cases).length}`;
      cases[id] = {};
      for (const [state, answer] of Object.entries(answers)) {
        cases[id][state] = `${id}-${state}`;
        responses[`${id}-${state}`] = { "0-999": answer };
      }
      await configure(endpoint, {
        "stepfunctions._SFN_WAIT_SCALE": 0,
        "stepfunctions._sfn_mock_config": {
          StateMachines: { [name]: { TestCases: cases } },
          MockedResponses: responses,
        },
      });
      return { definition: forMiniStack(batch), suffix: `#${id}` };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  });
}

async function configure(endpoint: string, settings: object): Promise<void> {
  const body = JSON.stringify(settings);
  const answer = await fetch(`${endpoint}/_ministack/config`, { method: "POST", body });
  if (!answer.ok) throw new Error(`MiniStack can't be configured: ${await answer.text()}`);
}

/** MiniStack's Succeed has no Output, so Done is a Pass; its paths descend one level at a time. */
function forMiniStack({ machines }: Batch): object {
  const listed = JSON.stringify(listedFirst(machines.run.definition));
  const definition = JSON.parse(
    listed.replaceAll("$.Payload..", "$.Payload[*]."),
  ) as StateMachineDefinition;
  const { Done: done, ...States } = definition.States;
  return { ...definition, States: { ...States, Done: { ...done, Type: "Pass", End: true } } };
}

/** The same in Python, which MiniStack itself needs. */
function theirsOf(folder: string): string {
  return `import json, os, urllib.parse
MARK = ${JSON.stringify(join(folder, "throttled"))}

def key_of(record):
    if "s3" in record:
        return urllib.parse.unquote_plus(record["s3"]["object"]["key"])
    return json.loads(record["Sns"]["Message"])["detail"]["object"]["key"]

def handler(event, context):
    keys = [key_of(each) for each in event["Records"]]
    if any(key.endswith("/broken.csv") for key in keys):
        raise TypeError("no logs in it")
    if any(key.endswith("/throttled.csv") for key in keys) and not os.path.exists(MARK):
        open(MARK, "w").close()
        raise TypeError("busy")
    return [{"key": key, "rowsWritten": len(key), "rowsRejected": 1} for key in keys]
`;
}
