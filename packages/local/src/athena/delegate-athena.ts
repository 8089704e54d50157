import { AsyncLocalStorage } from "node:async_hooks";
import type { Access, Authority } from "../access/authority.ts";
import type { Caller } from "../access/caller.ts";
import type { AccessKey } from "../access/directory/kept.ts";
import type { Principals } from "../access/principals.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { ServiceRequest } from "../http/service-endpoint.ts";
import { catalogAccess } from "./glue/glue-access.ts";
import { HiveError } from "./run/ddl/hive-error.ts";
import type { Delegation } from "./run/delegation.ts";

/** Who asks Athena, and in which request. */
type Asking = Pick<ServiceRequest, "caller" | "requestId">;

/** Athena as it works on behalf of its callers. */
export interface AthenaDelegation {
  readonly delegation: Delegation;
  /** Handle a request on behalf of its caller. */
  asCaller<T>(request: Asking, work: () => T): T;
  /** The key for S3 of the caller on whose behalf Athena works; `undefined` while there is none. */
  key(): AccessKey | undefined;
}

const ATHENA = "athena.amazonaws.com";

/** Make Athena reach for the catalog and for objects with the rights of who asks, as it does in AWS. */
export function delegateAthena(around: {
  readonly identity: CloudIdentity;
  readonly principals: Principals;
  readonly authority: Authority;
  readonly bucketPolicy: (bucket: string) => string | undefined;
}): AthenaDelegation {
  const { identity, principals, authority, bucketPolicy } = around;
  const asking = new AsyncLocalStorage<Asking>();
  // Set while a statement runs: what the API itself looks up in the catalog is judged beforehand.
  const running = new AsyncLocalStorage<Asking>();
  const check = (service: string, operation: string, accesses: () => Access[]) => {
    const store = running.getStore();
    if (store === undefined) return;
    const { requestId, caller } = store;
    const facts = { service, operation, requestId, sourceIp: undefined, userAgent: ATHENA };
    const refusal = authority.refusal(viaAthena(caller), facts, accesses());
    if (refusal !== undefined) throw new HiveError(refusal);
  };
  return {
    asCaller: (request, work) => asking.run(request, work),
    key() {
      const caller = asking.getStore()?.caller;
      return caller === undefined ? undefined : principals.forward(caller, ATHENA);
    },
    delegation: {
      capture() {
        const store = asking.getStore();
        return store === undefined
          ? (work) => work()
          : (work) => asking.run(store, () => running.run(store, work));
      },
      onCatalogUse: ({ operation, database, table }) =>
        check("glue", operation, () =>
          catalogAccess(identity, {
            operation,
            database,
            tables: table === undefined ? [] : [table],
          }),
        ),
      onCachedObject: (bucket, key) =>
        check("s3", "GetObject", () => [
          {
            action: "s3:GetObject",
            resource: `arn:aws:s3:::${bucket}/${key}`,
            policy: bucketPolicy(bucket),
          },
        ]),
    },
  };
}

function viaAthena(caller: Caller): Caller {
  return { ...caller, calledVia: [...caller.calledVia, ATHENA] };
}
