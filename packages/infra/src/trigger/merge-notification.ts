import type {
  Event,
  LambdaFunctionConfiguration,
  NotificationConfiguration,
  QueueConfiguration,
  TopicConfiguration,
} from "@aws-sdk/client-s3";
import { DeployError } from "../deploy-error.ts";
import { keysMeet } from "./keys-meet.ts";

/** A function's notification for created objects. */
export interface WantedNotification {
  readonly bucket: string;
  readonly functionArn: string;
  readonly id: string;
  readonly prefix: string;
  readonly suffix: string;
}

type AnyConfiguration = LambdaFunctionConfiguration | QueueConfiguration | TopicConfiguration;

const CREATED: Event = "s3:ObjectCreated:*";

/**
 * A bucket's notifications with ours among them, all others kept; `undefined` when ours is there already.
 *
 * @throws {DeployError} `NOTIFICATION_CONFLICT` when another one takes the same events of the same keys, which S3 refuses
 */
export function mergeNotification(
  found: NotificationConfiguration,
  wanted: WantedNotification,
): NotificationConfiguration | undefined {
  const {
    LambdaFunctionConfigurations: functions = [],
    QueueConfigurations: queues = [],
    TopicConfigurations: topics = [],
  } = found;
  const ours = configurationOf(wanted);
  if (functions.some((each) => isSame(each, ours))) return undefined;
  const current = functions.find(({ Id }) => Id === wanted.id);
  if (current !== undefined) refuseForeign(current, wanted);
  const others = functions.filter((each) => each !== current);
  for (const other of [...others, ...queues, ...topics]) refuseOverlap(other, wanted);
  return withFunctions(found, [...others, ours]);
}

/** A bucket's notifications without those to a function, whichever version or alias; `undefined` when there are none. */
export function withoutFunction(
  found: NotificationConfiguration,
  functionName: string,
): NotificationConfiguration | undefined {
  const { LambdaFunctionConfigurations: functions = [] } = found;
  const kept = functions.filter(
    ({ LambdaFunctionArn = "" }) => LambdaFunctionArn.split(":")[6] !== functionName,
  );
  return kept.length === functions.length ? undefined : withFunctions(found, kept);
}

/** All else as it was found; what S3's answer has beside it is left out. */
function withFunctions(
  found: NotificationConfiguration,
  functions: LambdaFunctionConfiguration[],
): NotificationConfiguration {
  const {
    QueueConfigurations: queues = [],
    TopicConfigurations: topics = [],
    EventBridgeConfiguration,
  } = found;
  return {
    ...(functions.length === 0 ? {} : { LambdaFunctionConfigurations: functions }),
    ...(queues.length === 0 ? {} : { QueueConfigurations: queues }),
    ...(topics.length === 0 ? {} : { TopicConfigurations: topics }),
    ...(EventBridgeConfiguration === undefined ? {} : { EventBridgeConfiguration }),
  };
}

function configurationOf({
  id,
  functionArn,
  prefix,
  suffix,
}: WantedNotification): LambdaFunctionConfiguration {
  const rules = [
    ...(prefix === "" ? [] : [{ Name: "prefix" as const, Value: prefix }]),
    ...(suffix === "" ? [] : [{ Name: "suffix" as const, Value: suffix }]),
  ];
  return {
    Id: id,
    LambdaFunctionArn: functionArn,
    Events: [CREATED],
    ...(rules.length === 0 ? {} : { Filter: { Key: { FilterRules: rules } } }),
  };
}

function isSame(a: LambdaFunctionConfiguration, b: LambdaFunctionConfiguration): boolean {
  return (
    a.LambdaFunctionArn === b.LambdaFunctionArn &&
    (a.Events ?? []).join() === (b.Events ?? []).join() &&
    ruleOf(a, "prefix") === ruleOf(b, "prefix") &&
    ruleOf(a, "suffix") === ruleOf(b, "suffix")
  );
}

/** S3 writes the names of rules as `Prefix` and `Suffix` when it gives them back. */
function ruleOf({ Filter }: AnyConfiguration, name: "prefix" | "suffix"): string {
  return Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? "";
}

function refuseForeign(
  { LambdaFunctionArn }: LambdaFunctionConfiguration,
  { bucket, id, functionArn }: WantedNotification,
): void {
  if (LambdaFunctionArn === functionArn) return;
  throw new DeployError(
    "NOTIFICATION_CONFLICT",
    `The notification ${id} of bucket ${bucket} belongs to another function, ${LambdaFunctionArn ?? "unnamed"}. Give another id, or remove that one first.`,
    bucket,
  );
}

function refuseOverlap(
  other: AnyConfiguration,
  { bucket, prefix, suffix }: WantedNotification,
): void {
  const takesCreated = (other.Events ?? []).some((event) => event.startsWith("s3:ObjectCreated:"));
  const [otherPrefix, otherSuffix] = [ruleOf(other, "prefix"), ruleOf(other, "suffix")];
  const meets = keysMeet({ prefix, suffix }, { prefix: otherPrefix, suffix: otherSuffix });
  if (!takesCreated || !meets) return;
  throw new DeployError(
    "NOTIFICATION_CONFLICT",
    `Bucket ${bucket} already sends created objects with prefix "${otherPrefix}" and suffix "${otherSuffix}" elsewhere (notification ${other.Id ?? "without id"}), and S3 does not allow two for the same keys. Choose another prefix or suffix, or send the events through SNS or EventBridge to both.`,
    bucket,
  );
}
