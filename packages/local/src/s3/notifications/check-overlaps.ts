import { S3Error } from "../s3-error.ts";
import type { NotificationRule } from "../store/records.ts";
import { coversEvent } from "./event-types.ts";

/**
 * Refuse rules of which two could fire for the same event, as S3 does.
 *
 * @throws {S3Error} InvalidArgument
 */
export function checkOverlaps(rules: readonly NotificationRule[]): void {
  for (const [i, a] of rules.entries()) {
    for (const b of rules.slice(i + 1)) {
      if (shareEvent(a, b) && shareKeys(a, b)) {
        throw new S3Error(
          "InvalidArgument",
          "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
          {
            details: { ArgumentName1: a.id, ArgumentName2: b.id },
          },
        );
      }
    }
  }
}

function shareEvent(a: NotificationRule, b: NotificationRule): boolean {
  return a.events.some((x) => b.events.some((y) => coversEvent(x, y) || coversEvent(y, x)));
}

function shareKeys(a: NotificationRule, b: NotificationRule): boolean {
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixes = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return prefixes && suffixes;
}
