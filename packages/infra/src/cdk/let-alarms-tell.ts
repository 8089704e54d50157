import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** A topic with a policy of its own is closed to alarms that the policy does not name. */
export function letAlarmsTell(scope: Construct, topic: sns.ITopic): void {
  const { account, partition, region } = Stack.of(scope);
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: "AlarmsTell",
      principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        StringEquals: { "aws:SourceAccount": account },
      },
    }),
  );
}
