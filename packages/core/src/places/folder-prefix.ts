/**
 * The prefix of a folder's keys, which ends in a slash: `quarantine` and `quarantine/` are the same folder, and
 * neither holds `quarantine-old/`. Empty for the whole bucket.
 */
export function folderPrefix(prefix: string): string {
  return prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
}
