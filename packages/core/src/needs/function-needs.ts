import type { Need } from "./need.ts";

const QUEUE = {
  resource: "{queueArn}",
  when: "queue",
  sid: "ReceiveEvents",
  by: "lambda",
} as const;

/** What Lambda does with a function's role: logs, the queue that feeds it, and what becomes of events that failed. */
export function functionNeeds(): readonly Need[] {
  return PLATFORM;
}

const PLATFORM: readonly Need[] = [
  ...(["logs:CreateLogStream", "logs:PutLogEvents"] as const).map(
    (action): Need => ({
      action,
      // The streams of the group; the group itself is made beforehand, with its retention.
      resource: "{logGroupArn}:*",
      when: "logs",
      sid: "WriteLogs",
      for: "writes the function's log",
      by: "lambda",
    }),
  ),
  { ...QUEUE, action: "sqs:ReceiveMessage", for: "takes events from the queue" },
  { ...QUEUE, action: "sqs:DeleteMessage", for: "takes events that are done off the queue" },
  { ...QUEUE, action: "sqs:GetQueueAttributes", for: "follows how full the queue is" },
  {
    action: "kms:Decrypt",
    resource: "{queue.keyArn}",
    conditions: { StringEquals: { "kms:ViaService": ["sqs.{queue.keyRegion}.{serviceSuffix}"] } },
    when: "queue.readKey",
    sid: "ReceiveUnderKey",
    for: "decrypts the queue's events",
    by: "kms",
  },
  {
    action: "sqs:SendMessage",
    resource: "{deadLetterArn}",
    when: "deadLetterQueue",
    sid: "KeepDeadLetters",
    for: "keeps events whose retries are used up",
    by: "lambda",
  },
  {
    action: "sns:Publish",
    resource: "{deadLetterArn}",
    when: "deadLetterTopic",
    sid: "KeepDeadLetters",
    for: "tells of events whose retries are used up",
    by: "lambda",
  },
];
