import {
  CfnCondition,
  CfnParameter,
  type CfnParameterProps,
  CfnResource,
  Fn,
  type Stack,
} from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type { IConstruct } from "constructs";

/** Parameters of a template, by name. */
export type Parameters = Readonly<Record<string, CfnParameterProps>>;

/** Parameters that have the same meaning in all templates. */
export const SHARED = {
  NamePrefix: {
    type: "String",
    description: "What the names of buckets and functions begin with",
    default: "cloudapi-logs",
    allowedPattern: "[a-z][a-z0-9-]{1,25}[a-z0-9]",
    constraintDescription: "3 to 27 lower-case letters, digits and dashes, a letter first",
  },
  Stage: {
    type: "String",
    description: "Which of the account's pipelines it is",
    default: "dev",
    allowedValues: ["dev", "prod"],
  },
  CodeBucket: {
    type: "String",
    description: "The bucket with the functions' zips, in the region of the stack",
    allowedPattern: "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    constraintDescription: "the name of a bucket",
  },
  AlertEmail: {
    type: "String",
    description: "Who is told of alarms by mail; nobody when it is empty",
    default: "",
    allowedPattern: "|[^@\\s]+@[^@\\s]+",
    constraintDescription: "an address, or nothing",
  },
} as const satisfies Parameters;

/** When something begins, as EventBridge Scheduler takes it. */
export function scheduleParameters(expression: string) {
  return {
    Schedule: {
      type: "String",
      description: "When it begins: an expression of EventBridge Scheduler",
      default: expression,
      allowedPattern: "(cron|rate)\\(.+\\)",
      constraintDescription: "such as cron(0 2 * * ? *)",
    },
    TimeZone: {
      type: "String",
      description: "The zone of the schedule's times",
      default: "UTC",
      allowedPattern: "[A-Za-z0-9_+/-]{1,50}",
      constraintDescription: "a name like Europe/Berlin",
    },
  } as const satisfies Parameters;
}

/** Let the template ask for its parameters. */
export function askFor(stack: Stack, parameters: Parameters): void {
  for (const [name, props] of Object.entries(parameters))
    new CfnParameter(stack, name, props).overrideLogicalId(name);
}

/** Code at a place that parameters say. */
export class CodeOfParameters extends lambda.Code {
  readonly isInline = false;
  readonly #key: string;

  constructor(key: string) {
    super();
    this.#key = key;
  }

  override bind(): lambda.CodeConfig {
    return { s3Location: { bucketName: Fn.ref("CodeBucket"), objectKey: Fn.ref(this.#key) } };
  }
}

/** A condition that holds unless a parameter has a value. */
export function unlessIs(
  stack: Stack,
  id: string,
  { parameter, value }: { readonly parameter: string; readonly value: string },
): CfnCondition {
  const condition = new CfnCondition(stack, id, {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.ref(parameter), value)),
  });
  condition.overrideLogicalId(id);
  return condition;
}

/** Have all resources of a part only where a condition holds. */
export function onlyWith(part: IConstruct, condition: CfnCondition): void {
  for (const each of part.node.findAll())
    if (CfnResource.isCfnResource(each)) each.cfnOptions.condition = condition;
}
