/** No connection was made, so nothing was sent. */
const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"];

/** Whether a request that failed with a code of the operating system can't have reached anyone. */
export function wasNeverSent(systemCode: string | undefined): boolean {
  return systemCode !== undefined && NEVER_SENT.includes(systemCode);
}
