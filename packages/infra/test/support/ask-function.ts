import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** A request of an HTTP API. */
export interface Asked {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a function answers to a request as API Gateway sends it. */
export async function askFunction(
  lambda: LambdaClient,
  FunctionName: string,
  { path, headers = {} }: Asked,
): Promise<unknown> {
  const { pathname, search } = new URL(path, "https://api.example");
  const http = { method: "GET", path: pathname, protocol: "HTTP/1.1", sourceIp: "203.0.113.7" };
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    requestContext: { domainName: "api.example", http },
    isBase64Encoded: false,
  };
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  return JSON.parse(Payload?.transformToString() ?? "null");
}
