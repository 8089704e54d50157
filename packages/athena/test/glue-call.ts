/** A call to Glue without its SDK: the tests only need to see what a server made of our DDL. */
export async function glueCall(
  endpoint: string,
  operation: string,
  input: object,
): Promise<unknown> {
  const date = "20250115";
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSGlue.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/${date}/us-east-1/glue/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(body)}`);
  return body;
}
