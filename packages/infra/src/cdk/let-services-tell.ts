import { Annotations, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** Who may tell a topic something. */
interface Teller {
  readonly sid: string;
  readonly service: string;
  /** What of the service tells it, as the end of its ARN: `alarm:*`; with no region for what is global. */
  readonly source: string;
  readonly isGlobal?: boolean;
}

/** A topic with a policy of its own is closed to alarms that the policy does not name. */
export function letAlarmsTell(scope: Construct, topic: sns.ITopic): void {
  letTell(scope, topic, { sid: "AlarmsTell", service: "cloudwatch", source: "alarm:*" });
}

/** The same for rules of EventBridge. */
export function letRulesTell(scope: Construct, topic: sns.ITopic): void {
  letTell(scope, topic, { sid: "RulesTell", service: "events", source: "rule/*" });
}

/** The same for budgets. */
export function letBudgetsTell(scope: Construct, topic: sns.ITopic): void {
  letTell(scope, topic, { sid: "BudgetsTell", service: "budgets", source: "*", isGlobal: true });
}

function letTell(scope: Construct, topic: sns.ITopic, teller: Teller): void {
  const { account, partition, region } = Stack.of(scope);
  const place = teller.isGlobal === true ? "" : region;
  const source = `arn:${partition}:${teller.service}:${place}:${account}:${teller.source}`;
  const { statementAdded } = topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: teller.sid,
      principals: [new iam.ServicePrincipal(`${teller.service}.amazonaws.com`)],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: { "aws:SourceArn": source },
        StringEquals: { "aws:SourceAccount": account },
      },
    }),
  );
  if (!statementAdded)
    Annotations.of(scope).addWarningV2(
      `@cloudapi/infra:${teller.sid}`,
      `The policy of the topic is not of this app: let ${teller.service}.amazonaws.com publish to it there, or nobody is told.`,
    );
}
