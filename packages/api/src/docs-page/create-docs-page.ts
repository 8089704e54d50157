import { checkOptionNames } from "@cloudapi/core/internal";
import { fileResponse, relativeBase } from "../site/page-response.ts";
import type { Site } from "../site/site.ts";
import { readFiles } from "./read-files.ts";

/** Where a page of documentation is, and what it shows. */
export interface DocsPageInput {
  /** Where the page is; default `/docs`. */
  readonly path?: string;
  /** The OpenAPI document, as an address from the page; default `openapi.json`, which is beside `/docs`. */
  readonly document?: string;
  /** Default `API`. */
  readonly title?: string;
}

/**
 * An interactive page of an API's OpenAPI document (Swagger UI), with which requests can be tried. Its scripts and styles are the
 * package's own: nothing is loaded from elsewhere, and its Content Security Policy says so.
 *
 * @throws {TypeError} for an unknown option
 *
 * @example
 * ```ts
 * import { createDocsPage } from "@cloudapi/api/docs";
 *
 * const docs = createDocsPage({ title: "Orders" });
 * const page = await docs.fetch(new Request("http://localhost/docs"));
 * console.log((await page.text()).includes("<title>Orders</title>")); // => true
 * ```
 */
export function createDocsPage(input: DocsPageInput = {}): Site {
  checkOptionNames("createDocsPage", input, ["path", "document", "title"]);
  const { path = "/docs", document = "openapi.json", title = "API" } = input;
  let files: Readonly<Record<string, string>> | undefined;
  return {
    path,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (request.method !== "GET" && request.method !== "HEAD")
        return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
      files ??= readFiles();
      const name = pathname.slice(path.length + 1);
      if (name === "") {
        const words = { title, document, base: relativeBase(pathname) };
        return fileResponse(request, "index.html", filled(files["index.html"] ?? "", words));
      }
      const asset = name.startsWith("assets/") ? name.slice("assets/".length) : "";
      const text = Object.hasOwn(files, asset) && asset !== "index.html" ? files[asset] : undefined;
      return text === undefined
        ? new Response("There is no such page.", { status: 404 })
        : fileResponse(request, asset, text);
    },
  };
}

function filled(html: string, words: Readonly<Record<string, string>>): string {
  return html.replace(/\{\{(\w{1,20})\}\}/g, (_, name: string) => escaped(words[name] ?? ""));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
