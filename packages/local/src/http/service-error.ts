import { escapeXml } from "../s3/xml/write-xml.ts";
import type { ServiceResponse } from "./service-endpoint.ts";

/** How a service words its errors: AWS JSON (`x-amz-target`) or the older query protocol in XML. */
export type Protocol = "json" | "query";

/** An error of a service other than S3, for either protocol. */
export interface ServiceFault {
  readonly status: number;
  /** As JSON names it; the query protocol's name where it differs goes in `queryCode`. */
  readonly code: string;
  readonly queryCode?: string;
  readonly message: string;
}

/** Write an error in its protocol's shape. */
export function writeServiceFault(
  fault: ServiceFault,
  protocol: Protocol,
  requestId: string,
): ServiceResponse {
  if (protocol === "json") {
    return {
      status: fault.status,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amzn-errortype": fault.code,
        "x-amzn-requestid": requestId,
      },
      body: JSON.stringify({ __type: fault.code, message: fault.message }),
    };
  }
  const code = fault.queryCode ?? fault.code;
  return {
    status: fault.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(fault.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}
