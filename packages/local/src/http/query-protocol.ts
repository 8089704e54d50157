import { writeNode, type XmlNode } from "../s3/xml/write-xml.ts";
import type { ServiceResponse } from "./service-endpoint.ts";

/** The parameters of a request of the query protocol: lists are `Names.member.1`, `Names.member.2`. */
export type QueryForm = ReadonlyMap<string, string>;

/** Read a form of the query protocol. */
export function formOf(body: Buffer): QueryForm {
  return new Map(new URLSearchParams(body.toString("utf8")));
}

/** What an operation of the query protocol answers; one without a result answers with its request's id alone. */
export interface QueryAnswer {
  readonly operation: string;
  readonly namespace: string;
  readonly requestId: string;
  readonly result: XmlNode | undefined;
}

/** Write an answer of the query protocol. */
export function writeAnswer({
  operation,
  namespace,
  requestId,
  result,
}: QueryAnswer): ServiceResponse {
  const inside = result === undefined ? {} : { [`${operation}Result`]: result };
  const content = writeNode({ ...inside, ResponseMetadata: { RequestId: requestId } });
  const body = `<${operation}Response xmlns="${namespace}">${content}</${operation}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body };
}
