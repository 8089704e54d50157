import { parseArn } from "../arn/parse-arn.ts";
import type { NeedValues } from "./bind-needs.ts";

/** What the needs under a KMS key are filled in with; `place` comes before the names, as in `{results.keyArn}`. */
export function keyValues(place: string, keyArn: string): NeedValues {
  return { [`${place}keyArn`]: keyArn, [`${place}keyRegion`]: parseArn(keyArn)?.region ?? "" };
}

/** What `kms:ViaService` ends in: in China services call each other by either name. */
export function serviceSuffix(partition: string): readonly string[] {
  return partition === "aws-cn" ? ["amazonaws.com", "amazonaws.com.cn"] : ["amazonaws.com"];
}
