import { apiLogs, type Dataset } from "@cloudapi/core";
import { type App, CfnOutput, type CfnResource, Fn, Stack, Token } from "aws-cdk-lib";
import { alertsTopic } from "../src/cdk/alerts-topic.ts";
import { LoadFunction, Warehouse } from "../src/cdk/index.ts";
import { letAlarmsTell } from "../src/cdk/let-services-tell.ts";
import { watchFunction } from "../src/cdk/watch-function.ts";
import {
  askFor,
  CodeOfParameters,
  onlyWith,
  type Parameters,
  SHARED,
  unlessIs,
} from "./parameters.ts";
import { acknowledge, bucketOfPipeline, plainSynthesizer, subscribe } from "./template-parts.ts";

const PARAMETERS = {
  ...SHARED,
  LoadCodeKey: {
    type: "String",
    description:
      "The key of the zip of the function that loads each Parquet file under parquet/: another one for each version of it; or none",
    default: "none",
    minLength: 1,
  },
  LoadMode: {
    type: "String",
    description:
      "What a file does to the rows that are there: all of its partitions are overwritten, or none",
    default: "append",
    allowedValues: ["append", "overwritePartition"],
  },
  WarehouseCapacity: {
    type: "Number",
    description: "Redshift processing units",
    default: "8",
    allowedValues: ["4", "8", "16", "24", "32"],
  },
  SubnetIds: {
    type: "CommaDelimitedList",
    description:
      "Where the warehouse is, with a way to S3; the account's default network when it is empty",
    default: "",
  },
  SecurityGroupIds: {
    type: "CommaDelimitedList",
    description: "The security groups of the warehouse; that of the network when it is empty",
    default: "",
  },
} as const satisfies Parameters;

/** A warehouse over the files of the pipeline's stack, and the function that loads them. */
export function warehouseTemplate(app: App): Stack {
  const stack = new Stack(app, "Warehouse", {
    description: "CloudAPI: a warehouse over the files that arrive in the pipeline",
    synthesizer: plainSynthesizer(),
  });
  askFor(stack, PARAMETERS);
  for (const id of ["E1150", "F3031"] as const)
    acknowledge(stack, id, "Where a list of the network is empty, it is not given at all.");
  const raw = { bucketName: bucketOfPipeline(stack, "raw"), encryptionKey: undefined };
  const warehouse = new Warehouse(stack, "House", {
    name: `${Fn.ref("NamePrefix")}-${Fn.ref("Stage")}`,
    bucket: raw,
    // Under raw/ are files of text, which the pipeline validates.
    filesPrefix: "parquet/",
    baseCapacity: Token.asNumber({ Ref: "WarehouseCapacity" }),
  });
  placeIt(stack, warehouse);
  const alerts = alertsTopic(stack, "Alerts");
  letAlarmsTell(stack, alerts);
  subscribe(stack, { AlertsByMail: alerts });
  const load = new LoadFunction(stack, "Load", {
    functionName: `${Fn.ref("NamePrefix")}-load-${Fn.ref("Stage")}`,
    code: new CodeOfParameters("LoadCodeKey"),
    dataset: apiLogs as unknown as Dataset,
    warehouse,
    raw,
    suffix: ".parquet",
    trigger: "eventBridge",
    environment: { CLOUDAPI_LAMBDA_MODE: Fn.ref("LoadMode") },
  });
  watchFunction(load, load, { alerts });
  onlyWith(load, unlessIs(stack, "WithLoad", { parameter: "LoadCodeKey", value: "none" }));
  new CfnOutput(stack, "WorkGroupName", { value: warehouse.name });
  new CfnOutput(stack, "CopyRoleArn", { value: warehouse.copyRole.roleArn });
  return stack;
}

/** In the network of the parameters, where they name one. */
function placeIt(stack: Stack, warehouse: Warehouse): void {
  const workgroup = warehouse.node.findChild("Workgroup") as CfnResource;
  for (const name of ["SubnetIds", "SecurityGroupIds"]) {
    const given = unlessIs(stack, `Has${name}`, { parameter: name, value: "" });
    // A list is compared as the text that it was given as.
    given.expression = Fn.conditionNot(
      Fn.conditionEquals(Fn.join("", Fn.ref(name) as unknown as string[]), ""),
    );
    workgroup.addPropertyOverride(name, {
      "Fn::If": [given.logicalId, { Ref: name }, { Ref: "AWS::NoValue" }],
    });
  }
}
