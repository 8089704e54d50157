import type { Principals } from "../access/principals.ts";

/** What STS works with. */
export interface StsContext {
  readonly accountId: string;
  readonly principals: Principals;
}
