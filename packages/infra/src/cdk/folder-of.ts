import { folderPrefix } from "@cloudapi/core/internal";
import { Token } from "aws-cdk-lib";

/** A prefix as a folder: `raw` is `raw/`. One that CloudFormation fills in is taken as it is. */
export function folderOf(prefix: string): string {
  return Token.isUnresolved(prefix) ? prefix : folderPrefix(prefix);
}
