import { escapeControls } from "@cloudapi/core/internal";
import { operationFacts } from "./operations.ts";
import { describePlace, type Place } from "./place.ts";

const MAX_SERVER_WORDS = 300;
/** Codes of what the client, or this library, found by itself. */
const NOT_SAID_BY_THE_SERVER = ["S3_UNREACHABLE", "NO_CREDENTIALS", "INVALID_RESPONSE"];

/** One message: what could not be done and where, why, what to do, and the server's own words. */
export function explainS3Failure(code: string, place: Place, serverWords: string): string {
  const { doing } = operationFacts(place.operation, place.versionId);
  const version =
    place.versionId === undefined ? "" : ` (version ${escapeControls(place.versionId)})`;
  const what = `Cannot ${doing} ${describePlace(place)}${version}: ${explain(code, place)}`;
  const words = escapeControls(serverWords).slice(0, MAX_SERVER_WORDS);
  if (words === "" || words === "UnknownError") return what;
  return NOT_SAID_BY_THE_SERVER.includes(code)
    ? `${what} (${words})`
    : `${what} The server said: ${words}`;
}

function explain(code: string, place: Place): string {
  const explanation = EXPLANATIONS[code];
  return explanation === undefined ? `${place.operation} failed.` : explanation(place);
}

const EXPLANATIONS: Readonly<Record<string, (place: Place) => string>> = {
  NO_SUCH_BUCKET: ({ bucket }) =>
    `the bucket "${bucket}" does not exist. Check its name, the region and the endpoint, or create it with ensureBucket.`,
  NO_SUCH_KEY: () =>
    "the bucket exists, the object does not. Check the key: it is exact, with case and slashes.",
  NO_SUCH_VERSION: () => "the object has no such version.",
  NO_SUCH_UPLOAD: () =>
    "the multipart upload was aborted or completed by someone else. Upload again.",
  ACCESS_DENIED: explainAccessDenied,
  NO_CREDENTIALS: () =>
    "no AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role.",
  INVALID_CREDENTIALS: () =>
    "the credentials are not accepted. Check that they belong to this endpoint, have not expired, and that the clock is right.",
  PRECONDITION_FAILED: ({ operation }) =>
    operation === "GetObject"
      ? "the ETag of the object is not the one in ifMatch. The file was not written. Look it up with headObject, or leave ifMatch out."
      : "the object is not in the state that was asked for (ifNoneMatch: it exists already; ifMatch: its ETag is different). Nothing was written.",
  CONFLICT: () => "another request was changing the same thing at that moment. Try again.",
  CHECKSUM_MISMATCH: ({ operation }) =>
    operation === "GetObject"
      ? "the bytes that arrived do not have the object's checksum. The file was not written. Try again."
      : "the bytes that arrived are not the bytes that were sent. Nothing was stored. Try again.",
  OBJECT_CHANGED: () =>
    "the object was replaced or deleted while it was being read. The file was not written. Download it again, or name a versionId.",
  INVALID_RESPONSE: () =>
    "the answer is not one that S3 gives. Check that the endpoint is an S3 server, and that no proxy or login page is in front of it.",
  OBJECT_ARCHIVED: () => "the object is archived (Glacier). Restore it first, then read it.",
  OBJECT_TOO_LARGE: () => "it is larger than the server accepts.",
  INVALID_BUCKET_NAME: () =>
    "this is not a bucket name: 3 to 63 characters of a to z, 0 to 9, dot and hyphen, beginning and ending with a letter or digit.",
  BUCKET_OWNED_BY_ANOTHER: () =>
    "the bucket belongs to another AWS account (names are shared by all accounts). Use another name.",
  WRONG_REGION: ({ operation, region }) =>
    operation === "CreateBucket"
      ? "the endpoint is in another region than the client. Set the client's region to it, or leave the endpoint out."
      : region === undefined
        ? "the bucket is in another region than the client. Set the client's region to the bucket's."
        : `the bucket is in the region ${region}, the client is not. Set the client's region to ${region}.`,
  BUCKET_SETTLING: () =>
    "the bucket was created or moved a short while ago, and requests are still sent to another region. Try again in a minute.",
  THROTTLED: () => "the server asks for fewer requests. Lower the concurrency, or try again later.",
  NOT_SUPPORTED: ({ operation }) =>
    `the server does not implement ${operation} as it was asked for. Leave that part out, or use a server that has it.`,
  S3_UNREACHABLE: () =>
    "the server could not be reached, or the connection to it broke. Check the endpoint, the network and the proxy.",
};

function explainAccessDenied(place: Place): string {
  const { actions, on } = operationFacts(place.operation, place.versionId);
  const resource = on === "object" ? `${place.bucket}/${place.key ?? "*"}` : place.bucket;
  return (
    `access denied. The caller needs ${actions.join(", ")} on arn:aws:s3:::${escapeControls(resource)}` +
    `${kmsHint(actions)}; an explicit Deny, a bucket policy or a service control policy may forbid it.`
  );
}

function kmsHint(actions: readonly string[]): string {
  if (actions[0]?.startsWith("s3:GetObject"))
    return " (and kms:Decrypt on the key, if it is encrypted with KMS)";
  if (actions[0] === "s3:PutObject") {
    return " (and kms:GenerateDataKey, kms:Decrypt on the key, if it is encrypted with KMS)";
  }
  return "";
}
