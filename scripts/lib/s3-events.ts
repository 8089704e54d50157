/** What was created in a bucket. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes?: number | undefined;
  /** As S3 answers it, with its quotes. */
  readonly etag?: string | undefined;
  readonly versionId?: string | undefined;
}

export type S3Record = ReturnType<typeof s3RecordOf>;

/** The record that S3 sends of an object that was created: its key is URL-encoded, a space as `+`. */
export function s3RecordOf({ bucket, key, sizeBytes, etag, versionId }: CreatedObject) {
  const object = {
    key: encodeURIComponent(key).replaceAll("%20", "+"),
    size: sizeBytes,
    eTag: etag?.replaceAll('"', ""),
    ...(versionId === undefined ? {} : { versionId }),
    sequencer: "01",
  };
  return {
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: bucket }, object },
  };
}

/** Everything that an S3 event comes in, by name. Where the key is EventBridge's it is not encoded. */
export function envelopesOf(record: S3Record): Readonly<Record<string, object>> {
  const { bucket, object } = record.s3;
  const key = decodeURIComponent(object.key.replaceAll("+", " "));
  const s3Event = { Records: [record] };
  const bridged = {
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: { bucket, object: { key } },
  };
  const notice = { Type: "Notification", Message: JSON.stringify(s3Event) };
  return {
    S3: s3Event,
    SNS: { Records: [{ EventSource: "aws:sns", Sns: notice }] },
    EventBridge: bridged,
    SQS: inQueue(s3Event),
    "SNS in SQS": inQueue(notice),
    "EventBridge in SQS": inQueue(bridged),
  };
}

/** What Lambda makes of messages of a queue with these bodies: their ids are `m0`, `m1` and so on. */
export function inQueue(...bodies: readonly (object | string)[]) {
  return {
    Records: bodies.map((body, index) => ({
      eventSource: "aws:sqs",
      messageId: `m${index}`,
      body: typeof body === "string" ? body : JSON.stringify(body),
    })),
  };
}
