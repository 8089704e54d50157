import { sha256Hex } from "../../signature/verify-signature.ts";
import { S3Error } from "../s3-error.ts";

const CHECK_LENGTH = 16;

/** Make an opaque token that says where the next page begins. */
export function writeToken(after: string): string {
  return Buffer.from(`${check(after)}${after}`).toString("base64url");
}

/** @throws {S3Error} InvalidArgument when it is not one of ours */
export function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const after = text.slice(CHECK_LENGTH);
  if (after === "" || text.slice(0, CHECK_LENGTH) !== check(after)) {
    throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
      details: { ArgumentName: "continuation-token" },
    });
  }
  return after;
}

function check(after: string): string {
  return sha256Hex(`continuation:${after}`).slice(0, CHECK_LENGTH);
}
