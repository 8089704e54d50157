import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** What an alarm watches, and what it says. */
export interface AlarmOptions {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly says: string;
}

/** An alarm that goes off above a threshold and tells a topic; no data is no alarm. */
export function simpleAlarm(
  scope: Construct,
  id: string,
  { metric, threshold, says, topic }: AlarmOptions & { readonly topic: sns.ITopic },
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    metric,
    threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: says,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}
