import type { RestAuth } from "./rest-auth.ts";

/**
 * A token that each request is sent with. A function is asked for it each time, so that it can give a new one before the old has
 * expired.
 *
 * @throws {TypeError} for what is neither text nor a function
 *
 * @example
 * ```ts
 * import { bearerAuth } from "@cloudapi/iceberg/rest";
 *
 * const auth = bearerAuth(() => process.env["CATALOG_TOKEN"] ?? "");
 * console.log(typeof auth.headers); // => "function"
 * ```
 */
export function bearerAuth(token: string | (() => string | Promise<string>)): RestAuth {
  if (typeof token !== "function" && (typeof token !== "string" || token === ""))
    throw new TypeError("bearerAuth: token must be text, or a function that gives it.");
  return {
    async headers() {
      const given = typeof token === "function" ? await token() : token;
      return { authorization: `Bearer ${given}` };
    },
  };
}
