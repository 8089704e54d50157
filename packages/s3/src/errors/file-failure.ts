/** What became of a file operation. */
export interface FileFailure {
  readonly code: string;
  /** A sentence about the file, such as "it is a folder." */
  readonly explanation: string;
}

interface SystemError {
  readonly code?: string;
  readonly message?: string;
}

const FILE_CODES: Readonly<Record<string, readonly [code: string, explanation: string]>> = {
  ENOENT: ["FILE_NOT_FOUND", "it, or a folder on its path, does not exist."],
  ENOTDIR: ["FILE_NOT_FOUND", "a part of its path is a file, not a folder."],
  EACCES: ["FILE_ACCESS_DENIED", "the file system denies access to it; check its permissions."],
  EPERM: ["FILE_ACCESS_DENIED", "the file system denies access to it; check its permissions."],
  EROFS: ["FILE_ACCESS_DENIED", "the file system is read-only."],
  EISDIR: ["NOT_A_FILE", "it is a folder; name a file in it."],
  ENOSPC: ["DISK_FULL", "the disk is full. Free some space and run again."],
  EDQUOT: ["DISK_FULL", "the disk quota is used up. Free some space and run again."],
  EEXIST: ["FILE_ERROR", "something else with that name is there."],
  ENAMETOOLONG: ["FILE_ERROR", "the name is too long for the file system."],
};

/** What an error of Node's file system means; the one place that says so. */
export function fileFailure(error: unknown): FileFailure {
  const { code: systemCode = "", message = String(error) } = Object(error) as SystemError;
  const [code, explanation] = FILE_CODES[systemCode] ?? ["FILE_ERROR", `${message}.`];
  return { code, explanation };
}
