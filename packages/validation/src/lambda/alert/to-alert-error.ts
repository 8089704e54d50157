import { readFailure } from "@cloudapi/core/internal";
import { ObjectError, objectUri } from "@cloudapi/s3/internal";

const DENIED = new Set([
  "AuthorizationError",
  "AuthorizationErrorException",
  "AccessDenied",
  "AccessDeniedException",
]);
const MISSING = new Set(["NotFound", "NotFoundException"]);

/** What SNS threw, as an {@link ObjectError} that says what to do. */
export function toAlertError(
  error: unknown,
  { topicArn, bucket, key }: { topicArn: string; bucket: string; key: string },
): ObjectError {
  const what = `Cannot publish the alert about ${objectUri({ bucket, key })} to ${topicArn}`;
  const { name, httpStatus } = readFailure(error);
  const place = { bucket, key, cause: error };
  if (DENIED.has(name) || (name === "" && httpStatus === 403))
    return new ObjectError(
      "ACCESS_DENIED",
      `${what}: access denied. The function's role needs sns:Publish on the topic (and, if it is encrypted, kms:GenerateDataKey and kms:Decrypt on its key).`,
      { ...place, permanent: true },
    );
  if (MISSING.has(name) || (name === "" && httpStatus === 404))
    return new ObjectError(
      "NO_SUCH_TOPIC",
      `${what}: the topic does not exist. Correct its ARN, or create it.`,
      { ...place, permanent: true },
    );
  return new ObjectError(
    "ALERT_FAILED",
    `${what}: the request failed (${(name || String(httpStatus)).slice(0, 60)}).`,
    {
      ...place,
      permanent: false,
    },
  );
}
