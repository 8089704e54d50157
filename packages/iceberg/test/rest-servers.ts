import { testServer } from "../../../scripts/lib/test-server.ts";
import type { S3Server } from "./s3-servers.ts";

/** A REST catalog that someone else wrote, and the S3 that its tables are in. */
export interface RestServer {
  readonly name: string;
  /** Where it answers; `undefined` for one that the environment does not name. */
  readonly endpoint: string | undefined;
  /** What comes after the endpoint. */
  readonly path: string;
  readonly warehouse: string | undefined;
  readonly s3: S3Server;
  /** Whether it can take a table out. */
  readonly drops: boolean;
}

const ministack = testServer("CLOUDAPI_TEST_MINISTACK");

export const REST_SERVERS: readonly RestServer[] = [
  {
    name: "MiniStack",
    endpoint: ministack,
    path: "/iceberg",
    warehouse: "000000000000",
    s3: { name: "MiniStack", endpoint: ministack },
    drops: false,
  },
  {
    name: "Iceberg's own server",
    endpoint: testServer("CLOUDAPI_TEST_ICEBERG_REST"),
    path: "",
    warehouse: undefined,
    s3: { name: "versitygw", endpoint: testServer("CLOUDAPI_TEST_S3_VERSITYGW") },
    drops: true,
  },
];

/** Whether a server and what its tables are in are there. */
export function isThere({ endpoint, s3 }: RestServer): boolean {
  return endpoint !== undefined && s3.endpoint !== undefined;
}
