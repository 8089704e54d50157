// What the packages of CloudAPI share of local files, without the AWS SDK. It may change in any release: import from @cloudapi/s3 instead.
export { type FileFailure, fileFailure } from "./errors/file-failure.ts";
export { FileCalls } from "./prefix/file-calls.ts";
export { firstSymlink } from "./prefix/first-symlink.ts";
export {
  openSharedFolder,
  openTargetFolder,
  type Placement,
  type TargetFolder,
} from "./prefix/target-folder.ts";
