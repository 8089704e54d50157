import { readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";

/** The files of the page, by name. The build puts their text in this module's place: a package needs none beside it. */
export function readFiles(): Readonly<Record<string, string>> {
  const own = (name: string) =>
    readFileSync(new URL(`../../pages/docs/${name}`, import.meta.url), "utf8");
  const { resolve } = createRequire(import.meta.url);
  // Their source maps aren't served.
  const theirs = (name: string) =>
    readFileSync(resolve(`swagger-ui-dist/${name}`), "utf8").replace(
      /\/[/*]# sourceMappingURL=[\w.-]{1,100}(?: ?\*\/)?/g,
      "",
    );
  return {
    "index.html": own("index.html"),
    "docs.css": own("docs.css"),
    "docs.js": stripTypeScriptTypes(own("docs.ts")),
    "icon.svg": own("icon.svg"),
    "swagger-ui.css": theirs("swagger-ui.css"),
    "swagger-ui-bundle.js": theirs("swagger-ui-bundle.js"),
    "swagger-ui-bundle.js.LICENSE.txt": theirs("swagger-ui-bundle.js.LICENSE.txt"),
    "swagger-ui.LICENSE.txt": `${theirs("NOTICE")}\n${theirs("LICENSE")}`,
  };
}
