export type { DocsPageInput } from "./create-docs-page.ts";
export { createDocsPage } from "./create-docs-page.ts";
