import type { CloudIdentity } from "../cloud-identity.ts";
import type { Rules } from "./rules.ts";

/** What the operations of EventBridge work with. */
export interface BridgeContext {
  readonly identity: CloudIdentity;
  readonly rules: Rules;
}
