import type { Access } from "../../access/authority.ts";
import type { Caller } from "../../access/caller.ts";
import type { CloudIdentity } from "../../cloud-identity.ts";
import type { RequestedAccess, ServiceRequest } from "../../http/service-endpoint.ts";

type Identity = Pick<CloudIdentity, "accountId" | "region">;

const MAX_OWNERS = 100_000;

/** What is known of a request before anybody has checked it. */
interface Place {
  readonly Id?: string;
  readonly WorkgroupName?: string;
  readonly ClusterIdentifier?: string;
  readonly Database?: string;
  readonly DbUser?: string;
  readonly SecretArn?: string;
}

/** What requests to the Data API need: rights on the warehouse, how they sign in, and whose statement they are about. */
export class StatementAccess {
  readonly #identity: Identity;
  /** Who started each statement. */
  readonly #owners = new Map<string, string>();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  of(operation: string, { body }: ServiceRequest): RequestedAccess {
    const place = readPlace(body);
    const action = `redshift-data:${operation}`;
    if (place.WorkgroupName !== undefined || place.ClusterIdentifier !== undefined)
      return { operation, accesses: this.#onWarehouse(action, place) };
    const owner = place.Id === undefined ? undefined : this.#owners.get(idOf(place.Id));
    const context =
      owner === undefined ? {} : { "redshift-data:statement-owner-iam-userid": owner };
    return { operation, accesses: [{ action, resource: "*", context }] };
  }

  /** Remember whose statement was started: a request that came again has its first answer. */
  keep(answer: string, { id }: Caller): void {
    const { Id } = Object(JSON.parse(answer)) as { Id?: unknown };
    if (typeof Id !== "string" || this.#owners.has(Id)) return;
    this.#owners.set(Id, id);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > MAX_OWNERS && oldest !== undefined) this.#owners.delete(oldest);
  }

  /** Without a secret, temporary credentials are taken with the caller's rights. Work groups have their names for ids here. */
  #onWarehouse(action: string, place: Place): Access[] {
    const { WorkgroupName, ClusterIdentifier, Database, DbUser, SecretArn } = place;
    const signsIn = SecretArn === undefined;
    const secret = { action: "secretsmanager:GetSecretValue", resource: SecretArn ?? "" };
    if (WorkgroupName !== undefined) {
      const resource = this.#arn("redshift-serverless", `workgroup/${WorkgroupName}`);
      const credentials = { action: "redshift-serverless:GetCredentials", resource };
      return [{ action, resource }, signsIn ? credentials : secret];
    }
    const cluster = ClusterIdentifier ?? "";
    const name = this.#arn("redshift", `dbname:${cluster}/${Database ?? ""}`);
    const asUser = ["dbname", "dbuser"].map((kind) => ({
      action: "redshift:GetClusterCredentials",
      resource:
        kind === "dbname" ? name : this.#arn("redshift", `dbuser:${cluster}/${DbUser ?? ""}`),
    }));
    const credentials =
      DbUser === undefined
        ? [{ action: "redshift:GetClusterCredentialsWithIAM", resource: name }]
        : asUser;
    return [
      { action, resource: this.#arn("redshift", `cluster:${cluster}`) },
      ...(signsIn ? credentials : [secret]),
    ];
  }

  #arn(service: string, resource: string): string {
    const { region, accountId } = this.#identity;
    return `arn:aws:${service}:${region}:${accountId}:${resource}`;
  }
}

/** What is text in it. */
function readPlace(body: Buffer): Place {
  try {
    const fields = Object.entries(Object(JSON.parse(body.toString())) as object);
    return Object.fromEntries(fields.filter(([, value]) => typeof value === "string"));
  } catch {
    // The endpoint says what is wrong with it.
    return {};
  }
}

/** A statement of a batch has the batch's id before a colon. */
function idOf(id: string): string {
  return id.split(":")[0] ?? "";
}
