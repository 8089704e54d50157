import { expect, it } from "vitest";
import { withSites } from "../site/site.ts";
import { createDocsPage } from "./create-docs-page.ts";

const API = { fetch: async () => new Response("the API") };

async function get(path: string, init: RequestInit = {}) {
  const docs = createDocsPage({ title: `Orders & "more"`, document: "orders.json" });
  return docs.fetch(new Request(`http://localhost${path}`, init));
}

it("serves a page of documentation, its words escaped, under a policy of its own files only", async () => {
  const response = await get("/docs");
  const html = await response.text();
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(html).toContain("<title>Orders &#38; &#34;more&#34;</title>");
  expect(html).toContain('data-document="orders.json"');
  expect(html).toContain('src="docs/assets/docs.js"');
  expect(await (await get("/docs/")).text()).toContain('src="assets/docs.js"');
});

it("serves each file that the page of documentation names, as what it is", async () => {
  const html = await (await get("/docs")).text();
  const files = [...html.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, file]) => file ?? "");
  const types: Record<string, unknown> = {};
  for (const file of files) {
    const response = await get(`/${file}`);
    types[file] = [response.status, response.headers.get("content-type")];
    expect(await response.text()).not.toContain("sourceMappingURL=swagger-ui");
  }
  expect(types).toEqual({
    "docs/assets/icon.svg": [200, "image/svg+xml"],
    "docs/assets/swagger-ui.css": [200, "text/css; charset=utf-8"],
    "docs/assets/docs.css": [200, "text/css; charset=utf-8"],
    "docs/assets/swagger-ui-bundle.js": [200, "text/javascript; charset=utf-8"],
    "docs/assets/docs.js": [200, "text/javascript; charset=utf-8"],
  });
  const license = await get("/docs/assets/swagger-ui.LICENSE.txt");
  expect(await license.text()).toContain("Apache License");
});

it("has no documentation beside its files, and is only read", async () => {
  for (const path of ["/docs/none", "/docs/assets/index.html", "/docs/assets/toString"])
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  const posted = await get("/docs", { method: "POST" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const head = await get("/docs", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect(() => createDocsPage({ titel: "x" } as never)).toThrow("titel");
});

it("sends what is below the path of a site there, and all else to the API", async () => {
  const site = (path: string) => ({ path, fetch: async () => new Response(`site ${path}`) });
  const both = withSites(API, [site("/docs"), site("/a/b")]);
  const answers: Record<string, string> = {};
  for (const path of ["/docs", "/docs/x", "/docsx", "/a", "/a/b/c", "/"])
    answers[path] = await (await both.fetch(new Request(`http://localhost${path}`))).text();
  expect(answers).toEqual({
    "/docs": "site /docs",
    "/docs/x": "site /docs",
    "/docsx": "the API",
    "/a": "the API",
    "/a/b/c": "site /a/b",
    "/": "the API",
  });
});

it("refuses sites whose path isn't one, or is there twice", () => {
  const site = (path: string) => ({ path, fetch: API.fetch });
  for (const path of ["", "/", "docs", "/docs/", "/a b"])
    expect(() => withSites(API, [site(path)])).toThrow(`not ${JSON.stringify(path)}.`);
  expect(() => withSites(API, [site("/docs"), site("/docs")])).toThrow(
    'two sites have the path "/docs"',
  );
});
