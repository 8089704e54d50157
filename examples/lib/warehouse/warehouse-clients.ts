import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { S3Client } from "@aws-sdk/client-s3";
import { buildLoadPolicy, buildPolicy, lambdaTrustPolicy } from "@cloudapi/iam";
import type { LocalCloud } from "@cloudapi/local";

type Config = LocalCloud["clientConfig"];

/** Where everything lies. */
export interface WarehousePlaces {
  readonly bucket: string;
  readonly workgroupName: string;
}

/** Clients of whoever ingests, of who owns the table, and of the function that loads it. Each may do what it does, and nothing else. */
export function warehouseClients(cloud: LocalCloud, { bucket, workgroupName }: WarehousePlaces) {
  const { accountId, region } = cloud;
  const redshiftArn = `arn:aws:redshift-serverless:${region}:${accountId}:workgroup/${workgroupName}`;
  const ingester = buildPolicy({
    operations: [
      { operation: "ensureBucket", bucket },
      { operation: "uploadFile", bucket, prefix: "inbox/" },
      { operation: "s3Source", bucket, prefix: "inbox/" },
      { operation: "s3Sink", bucket, prefix: "raw/" },
      { operation: "s3Sink", bucket, prefix: "_ingest/" },
    ],
    accountId,
    region,
  });
  const owner = buildPolicy({
    operations: [{ operation: "dataApiWarehouse", redshiftArn }],
    accountId,
    region,
  });
  const load = buildLoadPolicy({
    files: { bucket, prefix: "raw/" },
    manifests: { bucket, prefix: "_redshift/" },
    redshift: { arn: redshiftArn },
    accountId,
    region,
  });
  const { arn: roleArn } = cloud.putRole("load", {
    trust: lambdaTrustPolicy({ accountId }),
    policies: { load },
  });
  const session = cloud.serviceSession({ roleArn, service: "lambda.amazonaws.com" });
  return {
    ingester: new S3Client(cloud.putUser("ingester", { policies: { ingester } }).clientConfig),
    owner: redshiftClient(cloud.putUser("owner", { policies: { owner } }).clientConfig),
    loadS3: new S3Client(session.clientConfig),
    load: redshiftClient(session.clientConfig),
  };
}

function redshiftClient({ endpoint, region, credentials }: Config): RedshiftDataClient {
  return new RedshiftDataClient({ endpoint, region, credentials });
}
