import type { LoggedCall } from "./call-log.ts";

/**
 * Decisions about calls as text to read, a paragraph for each: who did what on which resource, whether it was allowed, and the
 * statement that decided, or why there is none.
 *
 * @example
 * ```ts
 * import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
 * import { formatCalls, startLocalCloud } from "@cloudapi/local";
 *
 * const cloud = await startLocalCloud({ enforce: true });
 * const ana = cloud.putUser("ana");
 * await new S3Client(ana.clientConfig).send(new ListBucketsCommand()).catch(() => undefined);
 * console.log(formatCalls(cloud.calls).split("\n")[1]); // => "  denied: No policy of the principal allows it."
 * await cloud.close();
 * ```
 */
export function formatCalls(calls: readonly LoggedCall[]): string {
  return calls.map(paragraph).join("\n");
}

function paragraph(call: LoggedCall): string {
  const { time, service, operation, principal, calledVia, action, resource, decision, why } = call;
  const via = calledVia.length === 0 ? "" : ` via ${calledVia.join(", ")}`;
  const who = principal.split(":").slice(5).join(":");
  return [
    `${time.toISOString()} ${who} ${service} ${operation}${via}: ${action} ${resource}`,
    `  ${WORDS[decision]}: ${why}`,
  ].join("\n");
}

const WORDS: Readonly<Record<LoggedCall["decision"], string>> = {
  allow: "allowed",
  explicitDeny: "denied",
  implicitDeny: "denied",
  undecided: "denied",
};
