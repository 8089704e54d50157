import { S3Error } from "../s3-error.ts";

/** A MalformedXML error with its reason. */
export function malformed(reason: string): S3Error {
  return new S3Error(
    "MalformedXML",
    `The XML you provided was not well-formed or did not validate against our published schema: ${reason}.`,
  );
}
