/** Which requests of other origins a browser may make, as PutBucketCors has it. */
export interface CorsRule {
  readonly id?: string | undefined;
  /** `*` stands for any run of characters, once in each. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly CorsMethod[];
  /** The same, whatever the case. */
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number | undefined;
}

export const CORS_METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"] as const;
export type CorsMethod = (typeof CORS_METHODS)[number];

export function isCorsMethod(text: string): text is CorsMethod {
  return (CORS_METHODS as readonly string[]).includes(text);
}

/** What a request says of itself. */
export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names; only a preflight asks for some. */
  readonly headers: readonly string[];
}

/** The first rule that allows a request. */
export function findCorsRule(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsRequest,
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      rule.allowedMethods.some((allowed) => allowed === method) &&
      headers.every((header) =>
        rule.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), header)),
      ),
  );
}

/** The response headers by which a browser learns that a rule allows a request. */
export function corsHeaders(rule: CorsRule, request: CorsRequest): Record<string, string> {
  // The first pattern that fits counts: a rule may name some origins, and then allow everybody else.
  const anyone = rule.allowedOrigins.find((pattern) => matches(pattern, request.origin)) === "*";
  return {
    "access-control-allow-origin": anyone ? "*" : request.origin,
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    ...(request.headers.length > 0
      ? { "access-control-allow-headers": request.headers.join(", ") }
      : {}),
    ...(rule.exposeHeaders.length > 0
      ? { "access-control-expose-headers": rule.exposeHeaders.join(", ") }
      : {}),
    ...(rule.maxAgeSeconds === undefined
      ? {}
      : { "access-control-max-age": String(rule.maxAgeSeconds) }),
    ...(anyone ? {} : { "access-control-allow-credentials": "true" }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return (
    text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  );
}
