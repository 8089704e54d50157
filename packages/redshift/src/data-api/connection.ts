/** A database of a workgroup (serverless) or of a cluster. */
export interface ConnectionInput {
  /** The workgroup of Redshift Serverless. */
  readonly workgroupName?: string | undefined;
  /** Or the cluster. */
  readonly clusterIdentifier?: string | undefined;
  readonly database: string;
  /** The secret with user and password; without it temporary credentials are taken. */
  readonly secretArn?: string | undefined;
  /** The user of a cluster for whom temporary credentials are taken; default one made of the caller. */
  readonly dbUser?: string | undefined;
}

/** The members of a request that say which database. */
export interface Connection {
  readonly WorkgroupName?: string;
  readonly ClusterIdentifier?: string;
  readonly Database: string;
  readonly SecretArn?: string;
  readonly DbUser?: string;
}

const NAME = /^[A-Za-z0-9][\w.:/-]{0,99}$/;

/** Check which database is meant. */
export function readConnection(input: ConnectionInput): Connection {
  const { workgroupName, clusterIdentifier, database, secretArn, dbUser } = input;
  if ((workgroupName === undefined) === (clusterIdentifier === undefined))
    throw new TypeError(
      "dataApiWarehouse: give workgroupName (Redshift Serverless) or clusterIdentifier, one of them.",
    );
  const place = workgroupName ?? clusterIdentifier ?? "";
  if (!NAME.test(String(place)))
    throw new TypeError(
      `dataApiWarehouse: ${JSON.stringify(place)} is not the name of a workgroup or cluster.`,
    );
  if (typeof database !== "string" || database === "")
    throw new TypeError("dataApiWarehouse: database must be a name.");
  if (workgroupName !== undefined && dbUser !== undefined)
    throw new TypeError("dataApiWarehouse: dbUser is for clusters; a workgroup knows its caller.");
  return {
    Database: database,
    ...(workgroupName !== undefined && { WorkgroupName: workgroupName }),
    ...(clusterIdentifier !== undefined && { ClusterIdentifier: clusterIdentifier }),
    ...(secretArn !== undefined && { SecretArn: secretArn }),
    ...(dbUser !== undefined && { DbUser: dbUser }),
  };
}
