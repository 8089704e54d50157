/** The region that a bucket is in, as an answer that sends the caller there tells it: in its body, or in a header. */
export function regionOf(error: unknown): string | undefined {
  const { Region, $response } = Object(error) as {
    readonly Region?: unknown;
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  const region = Region ?? $response?.headers?.["x-amz-bucket-region"];
  return typeof region === "string" && /^[a-z0-9-]{1,64}$/.test(region) ? region : undefined;
}
