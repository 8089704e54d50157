import { checkText } from "./check-arguments.ts";

/** The state the key must be in for a write to happen. */
export interface WriteConditions {
  /** `"*"`: write only if no object is there; otherwise `PRECONDITION_FAILED`. */
  readonly ifNoneMatch?: "*" | undefined;
  /** Write only if the object there has this ETag; otherwise `PRECONDITION_FAILED`. */
  readonly ifMatch?: string | undefined;
}

export function checkConditions(what: string, { ifNoneMatch, ifMatch }: WriteConditions): void {
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new TypeError(
      `${what}: ifNoneMatch must be "*" (write only if nothing is there); S3 accepts no other value.`,
    );
  }
  if (ifMatch === undefined) return;
  checkText(what, "ifMatch", ifMatch);
  if (ifNoneMatch !== undefined) {
    throw new TypeError(
      `${what}: ifMatch and ifNoneMatch contradict each other; give one of them.`,
    );
  }
}

/** An ETag as the protocol wants it: in double quotes. Events and some tools carry it without. */
export function quoteEtag(etag: string): string;
export function quoteEtag(etag: string | undefined): string | undefined;
export function quoteEtag(etag: string | undefined): string | undefined {
  if (etag === undefined || etag === "*" || /^(W\/)?".*"$/.test(etag)) return etag;
  return `"${etag}"`;
}
