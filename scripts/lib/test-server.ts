/** Environment variables that name what others wrote and tests run against; CONTRIBUTING.md says how each is started. */
export const TEST_SERVERS = [
  "CLOUDAPI_TEST_API_TOOLS",
  "CLOUDAPI_TEST_AXE",
  "CLOUDAPI_TEST_CHROMIUM",
  "CLOUDAPI_TEST_DUCKDB_ICEBERG",
  "CLOUDAPI_TEST_FERRETDB",
  "CLOUDAPI_TEST_GLUE_CLIENTS",
  "CLOUDAPI_TEST_ICEBERG_REST",
  "CLOUDAPI_TEST_IAM_SIMULATE",
  "CLOUDAPI_TEST_ICEBERG_SPARK",
  "CLOUDAPI_TEST_LAMBDA_RIC",
  "CLOUDAPI_TEST_MARIADB",
  "CLOUDAPI_TEST_MINISTACK",
  "CLOUDAPI_TEST_MINISTACK_AUTH",
  "CLOUDAPI_TEST_MONGO",
  "CLOUDAPI_TEST_MOTO",
  "CLOUDAPI_TEST_MYSQL",
  "CLOUDAPI_TEST_PARLIAMENT",
  "CLOUDAPI_TEST_POSTGRES",
  "CLOUDAPI_TEST_PYTHON",
  "CLOUDAPI_TEST_S3_MINIO",
  "CLOUDAPI_TEST_S3_MINISTACK",
  "CLOUDAPI_TEST_S3_MOTO",
  "CLOUDAPI_TEST_S3_VERSITYGW",
  "CLOUDAPI_TEST_SCHEMATHESIS",
  "CLOUDAPI_TEST_SPARK",
  "CLOUDAPI_TEST_SPARK_S3",
  "CLOUDAPI_TEST_TRINO",
  "CLOUDAPI_TEST_TRINO_FILES",
  "CLOUDAPI_TEST_TRINO_ICEBERG",
  "CLOUDAPI_TEST_VERSITYGW_AUTH",
  "CLOUDAPI_TEST_VERSITYGW_IAM",
] as const;

/**
 * The endpoint of a server that someone else wrote, for the tests that want one: from the environment, which
 * may leave it out, unless `CI_SERVERS=required` says that nothing may be skipped.
 */
export function testServer(variable: (typeof TEST_SERVERS)[number]): string | undefined {
  const url = process.env[variable] ?? "";
  if (url !== "") return url;
  if (process.env["CI_SERVERS"] !== "required") return undefined;
  throw new Error(
    `${variable} is not set, and CI_SERVERS=required: start the server and name its endpoint.`,
  );
}
