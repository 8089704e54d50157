import type { CallerContext } from "../auth/authenticator.ts";

/** Pages below a path, beside an API. */
export interface Site {
  /** Where its first page is: `/dashboard`. */
  readonly path: string;
  /** Answer a request for one of its pages. It never rejects. */
  readonly fetch: (request: Request, caller?: CallerContext) => Promise<Response>;
}

/** Whatever answers requests: an API, or one with pages beside it. */
export interface Answering {
  readonly fetch: (request: Request, caller?: CallerContext) => Promise<Response>;
}

/**
 * An API with pages beside it: what is asked for below the path of one goes there, everything else to the API.
 *
 * @throws {TypeError} for a path that isn't one, or is there twice
 *
 * @example
 * ```ts
 * import { withSites } from "@cloudapi/api";
 *
 * const hello = { path: "/hello", fetch: async () => new Response("Hello!") };
 * const api = { fetch: async () => Response.json({ rows: [] }) };
 * const both = withSites(api, [hello]);
 * const page = await both.fetch(new Request("http://localhost/hello"));
 * console.log(await page.text()); // => Hello!
 * ```
 */
export function withSites<A extends Answering>(api: A, sites: readonly Site[]): A & Answering {
  for (const [index, { path }] of sites.entries()) {
    if (!/^(?:\/[\w.-]+)+$/.test(path))
      throw new TypeError(`withSites: a path is like "/docs", not ${JSON.stringify(path)}.`);
    if (sites.findIndex((site) => site.path === path) !== index)
      throw new TypeError(
        `withSites: two sites have the path "${path}"; give one of them another.`,
      );
  }
  return {
    ...api,
    fetch(request: Request, caller?: CallerContext) {
      const { pathname } = new URL(request.url);
      const site = sites.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
      return (site ?? api).fetch(request, caller);
    },
  };
}
