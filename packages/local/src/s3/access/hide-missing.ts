import type { Exchange } from "../exchange.ts";
import { S3Error } from "../s3-error.ts";
import { listAccesses } from "./access-of.ts";

/** To who may not list a bucket, an object that is not there is one that is denied, as S3 has it. */
export function hideMissing(error: unknown, exchange: Exchange | undefined): unknown {
  if (!(error instanceof S3Error) || error.code !== "NoSuchKey" || exchange === undefined)
    return error;
  const { authority } = exchange.services;
  if (authority === undefined || exchange.key === "") return error;
  const { caller } = exchange;
  const facts = exchange.facts("HeadObject");
  const denied = listAccesses(exchange).find((each) => !authority.allows(caller, facts, each));
  if (denied === undefined) return error;
  return new S3Error(
    "AccessDenied",
    `User: ${caller.arn} is not authorized to perform: s3:ListBucket on resource: ${denied.resource}, without which it is not told whether an object is there`,
  );
}
