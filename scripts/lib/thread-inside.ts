import { join } from "node:path";
import type { Plugin, PluginBuild } from "esbuild";

/**
 * The code of the thread that encodes, as the text of one script, in the place of the module `thread-code.ts` that looks for the file: a thread
 * is started of it wherever a bundler has put the rest.
 */
export const threadInside: Plugin = {
  name: "thread-inside",
  setup(each) {
    each.onLoad({ filter: /[\\/]thread-code\.ts$/ }, async ({ path }) => {
      const text = JSON.stringify(
        await threadScript(each, join(path, "..", "run-encode-thread.ts")),
      );
      return {
        contents: `const text = ${text};\nexport function threadCode() {\n  return { text };\n}`,
      };
    });
  },
};

/** A file with all that it imports, as a script in CommonJS, which a thread can be started of without a file. */
export async function threadScript(
  { esbuild }: Pick<PluginBuild, "esbuild">,
  file: string,
): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: "cjs",
    platform: "node",
    mainFields: ["module", "main"],
    target: "node22",
    legalComments: "none",
  });
  return outputFiles?.[0]?.text ?? "";
}
