import { Duration } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { EventFunction } from "./event-function.ts";
import { simpleAlarm } from "./simple-alarm.ts";

/** A function that takes longer is near its time-out. */
const SLOW_SHARE = 0.8;

/** Who is told, and what the alarms' ids begin with. */
export interface WatchOptions {
  readonly alerts: sns.ITopic;
  readonly ids?: string | undefined;
}

/** Alarms over a function that events invoke: errors, throttles, long runs, and events that are left. They tell the topic when they are over, too. */
export function watchFunction(
  scope: Construct,
  { function: fn, deadLetters, timeout }: EventFunction,
  { alerts, ids = "" }: WatchOptions,
): cloudwatch.Alarm[] {
  const period = Duration.minutes(5);
  const watched = [
    {
      id: "Errors",
      metric: fn.metricErrors({ period }),
      threshold: 0,
      says: "The function failed: its log says why. Events are tried again, and then kept in its queue.",
    },
    {
      id: "Throttles",
      metric: fn.metricThrottles({ period }),
      threshold: 0,
      says: "More events arrive than the function may process at once: raise its concurrency, or the account's.",
    },
    {
      id: "Duration",
      metric: fn.metricDuration({ statistic: "Maximum", period: Duration.minutes(15) }),
      threshold: timeout.toMilliseconds() * SLOW_SHARE,
      says: "The function comes near its time-out: give it more memory, which makes it faster, or more time.",
    },
    {
      id: "DeadLettersLeft",
      metric: deadLetters.metricApproximateNumberOfMessagesVisible(),
      threshold: 0,
      says: "Events could not be processed after all retries: mend the cause, then send them again from the queue.",
    },
  ];
  return watched.map(({ id, ...options }) => {
    const alarm = simpleAlarm(scope, `${ids}${id}`, { ...options, topic: alerts });
    alarm.addOkAction(new SnsAction(alerts));
    return alarm;
  });
}
