import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What npm shows of a package, as its package.json has it. */
export interface PackageMetadata {
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly bugs?: string;
  readonly repository?: {
    readonly type?: string;
    readonly url?: string;
    readonly directory?: string;
  };
}

/** The repository's address, such as `https://github.com/owner/name`: package.json of the root is the place to change it. */
export function repositoryUrl(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as PackageMetadata;
  const url = /^git\+(https:\/\/.+)\.git$/.exec(manifest.repository?.url ?? "")?.[1];
  if (url === undefined) throw new Error("package.json has no repository.url git+https://….git");
  return url;
}

/** What is missing or different in a package's metadata; the folder is `packages/core`. */
export function metadataFaults(manifest: PackageMetadata, folder: string, url: string): string[] {
  const { repository, homepage, bugs, keywords = [], description = "" } = manifest;
  const expected: Record<string, [found: unknown, expected: unknown]> = {
    "repository.type": [repository?.type, "git"],
    "repository.url": [repository?.url, `git+${url}.git`],
    "repository.directory": [repository?.directory, folder],
    homepage: [homepage, `${url}/tree/main/${folder}#readme`],
    bugs: [bugs, `${url}/issues`],
  };
  const faults = Object.entries(expected)
    .filter(([, [found, wanted]]) => found !== wanted)
    .map(([name, [found, wanted]]) => `${name} is ${String(found)}; expected ${String(wanted)}`);
  if (description === "") faults.push("description is missing");
  if (keywords.length < 3) faults.push(`keywords: expected at least 3, found ${keywords.length}`);
  return faults;
}

/** The links of a page on npm that lead nowhere there: those that are relative to a file. */
export function relativeLinks(readme: string): string[] {
  const text = readme.replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^(https?:|mailto:|#)/.test(target));
}
