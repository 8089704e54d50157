import { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { explainS3Failure } from "../errors/explain-s3-failure.ts";
import type { FilePlace } from "../errors/file-error.ts";
import type { Place } from "../errors/place.ts";
import { S3Error } from "../errors/s3-error.ts";
import { s3Error, toS3Error } from "../errors/to-s3-error.ts";
import { factsOf, type ObjectFacts } from "../head-object.ts";
import { quoteEtag } from "../internal/conditions.ts";
import { request } from "../request/request.ts";
import { answerInTime, NoAnswer } from "./answer-in-time.ts";
import type { ByteRange } from "./plan-download.ts";
import type { Reading } from "./receive-body.ts";

/** The object that is read, and the file it goes to. */
export interface ObjectSource {
  readonly s3: S3Client;
  readonly target: FilePlace;
  readonly versionId: string | undefined;
}

export interface OpenObject {
  readonly facts: Omit<ObjectFacts, "bucket" | "key">;
  /** The object's bytes from the first; to be read or destroyed. */
  readonly body: Readable;
}

/**
 * Ask for the whole object. The answer tells its size, ETag and checksum and begins with the first range, so that a
 * small object takes one request, and errors come with their codes, which HEAD's do not.
 */
export async function openObject(
  source: ObjectSource,
  ifMatch: string | undefined,
  reading: Reading,
): Promise<OpenObject> {
  const place = placeOf(source);
  const command = new GetObjectCommand({
    Bucket: place.bucket,
    Key: place.key,
    VersionId: source.versionId,
    IfMatch: quoteEtag(ifMatch),
    ChecksumMode: "ENABLED",
  });
  const output = await askAgain(source, command, reading);
  const body = toReadable(output.Body, place);
  try {
    refusePart(output, place);
    return { facts: factsOf(output, place), body };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** Ask for bytes. A server that does not even begin to answer is as one that stops in the middle. */
async function ask(
  source: ObjectSource,
  command: GetObjectCommand,
  reading: Reading,
): Promise<GetObjectCommandOutput> {
  leaveTheBodyAlone(command);
  const place = placeOf(source);
  try {
    return await answerInTime(command, reading, (either) =>
      request(place, either, (options) => source.s3.send(command, options)),
    );
  } catch (error) {
    throw error instanceof NoAnswer ? toS3Error(error, place) : error;
  }
}

/** As often as the SDK sends a request that fails in other ways. */
const OPENING_ATTEMPTS = 3;

/** Ask for the object; a question that stays unanswered is asked again, as one of a range is. */
async function askAgain(
  source: ObjectSource,
  command: GetObjectCommand,
  reading: Reading,
): Promise<GetObjectCommandOutput> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(source, command, reading);
    } catch (error) {
      const isSilence = error instanceof S3Error && error.cause instanceof NoAnswer;
      if (!isSilence || attempt === OPENING_ATTEMPTS) throw error;
    }
  }
}

/**
 * The bytes are verified here, over all ranges and while the disk works. The SDK would do it once more, in a stream of its
 * own that each byte passes: it looks at the input again when the answer is there, and finds that nobody asked.
 */
function leaveTheBodyAlone(command: GetObjectCommand): void {
  command.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, ChecksumMode: undefined } }),
    { step: "build", name: "cloudapiLeavesTheBodyAlone", override: true },
  );
}

const GONE = ["PRECONDITION_FAILED", "NO_SUCH_KEY", "NO_SUCH_VERSION"];

/** Ask for a range of the object as it was when it was opened; if it is another by now, that is `OBJECT_CHANGED`. */
export async function openRange(
  source: ObjectSource,
  facts: OpenObject["facts"],
  range: Pick<ByteRange, "start" | "end">,
  reading: Reading,
): Promise<Readable> {
  const place = placeOf(source);
  const command = new GetObjectCommand({
    Bucket: place.bucket,
    Key: place.key,
    VersionId: source.versionId,
    IfMatch: facts.etag,
    Range: `bytes=${range.start}-${range.end - 1}`,
  });
  try {
    const output = await ask(source, command, reading);
    const body = toReadable(output.Body, place);
    const problem = problemOf(output, facts, range, place);
    if (problem !== undefined) body.destroy();
    if (problem !== undefined) throw problem;
    return body;
  } catch (error) {
    throw isGone(error) ? s3Error("OBJECT_CHANGED", place, error) : error;
  }
}

function isGone(error: unknown): error is S3Error {
  return error instanceof S3Error && (GONE.includes(error.code) || error.httpStatus === 416);
}

/** A server may not know If-Match or Range: then the answer shows it. */
function problemOf(
  output: { ETag?: string | undefined; ContentRange?: string | undefined },
  facts: OpenObject["facts"],
  range: Pick<ByteRange, "start" | "end">,
  place: Place,
): S3Error | undefined {
  if (output.ETag !== facts.etag) return s3Error("OBJECT_CHANGED", place, undefined);
  const expected = `bytes ${range.start}-${range.end - 1}/${facts.sizeBytes}`;
  if (output.ContentRange === expected) return undefined;
  const words = `Content-Range: ${output.ContentRange ?? "none"}, where ${expected} was asked for`;
  return new S3Error("INVALID_RESPONSE", explainS3Failure("INVALID_RESPONSE", place, words), place);
}

/** All of the object was asked for: a part of it, as some caches answer, must not pass for the whole. */
function refusePart({ ContentRange }: GetObjectCommandOutput, place: Place): void {
  if (ContentRange === undefined) return;
  const words = `Content-Range: ${ContentRange}, where all of the object was asked for`;
  throw new S3Error("INVALID_RESPONSE", explainS3Failure("INVALID_RESPONSE", place, words), place);
}

function toReadable(body: unknown, place: Place): Readable {
  if (body instanceof Readable) return body.on("error", keepForTheReader);
  const words = "an answer without a body that Node can stream";
  throw new S3Error("INVALID_RESPONSE", explainS3Failure("INVALID_RESPONSE", place, words), place);
}

/** An error that comes before anyone reads the body is kept by it; without a listener it would end the process. */
function keepForTheReader(): void {}

export function placeOf({ target, versionId }: ObjectSource): Place {
  return { operation: "GetObject", ...target, versionId };
}
