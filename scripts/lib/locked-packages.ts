/** A package of the lockfile. */
export interface LockedPackage {
  /** `@scope/name@1.2.3` */
  readonly id: string;
  /** Made for some operating systems or processors only, so it may not be installed here. */
  readonly platformOnly: boolean;
}

/** The packages that a pnpm lockfile pins: the keys of its `packages` section. */
export function lockedPackages(lockfile: string): LockedPackage[] {
  const section = /^packages:\n(.*?)^(?:snapshots:|(?![\s\S]))/ms.exec(lockfile)?.[1] ?? "";
  return section.split(/\n(?= {2}\S)/).flatMap((entry) => {
    const id = /^\s*'?([^\s':]+)'?:/.exec(entry)?.[1];
    if (id === undefined) return [];
    return [{ id, platformOnly: /^ {4}(os|cpu|libc):/m.test(entry) }];
  });
}
