import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PackageMetadata } from "./package-metadata.ts";

/** A package of ours, as its package.json describes it. */
export interface WorkspacePackage extends PackageMetadata {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
}

export function workspacePackages(root: string): WorkspacePackage[] {
  return globSync("packages/*/package.json", { cwd: root })
    .toSorted()
    .map((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as WorkspacePackage;
      return { ...manifest, folder: join(root, dirname(path)) };
    });
}

/** The specifiers a user can import: `@cloudapi/core`, `@cloudapi/core/sql`. */
export function entryPoints({ name, exports }: WorkspacePackage): string[] {
  return Object.entries(exports)
    .filter(([, target]) => target.endsWith(".ts"))
    .map(([subpath]) => join(name, subpath));
}
