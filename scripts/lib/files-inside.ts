import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/**
 * The files that a page is made of, as the module `read-files.ts` reads them here: in a package, and in a function, it has their text inside, so that it
 * also works where a bundler has put everything into one file.
 */
export const filesInside: Plugin = {
  name: "files-inside",
  setup(build) {
    build.onLoad({ filter: /[\\/]read-files\.ts$/ }, async ({ path }) => {
      const module = (await import(pathToFileURL(path).href)) as { readFiles(): object };
      const files = JSON.stringify(module.readFiles());
      return {
        contents: `const files = ${files};\nexport function readFiles() {\n  return files;\n}`,
      };
    });
  },
};
