import * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { skipChecks } from "./skip-checks.ts";

/** A topic that alarms tell: closed to connections without TLS. */
export function alertsTopic(
  scope: Construct,
  id: string,
  props: Pick<sns.TopicProps, "topicName"> = {},
): sns.Topic {
  const topic = new sns.Topic(scope, id, { ...props, enforceSSL: true });
  skipChecks(topic, {
    CKV_AWS_26: "Alarms can't publish under SNS's own key, and what they say is no secret.",
  });
  return topic;
}
