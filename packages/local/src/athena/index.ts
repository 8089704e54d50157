export type { AthenaEndpointOptions } from "./create-athena-endpoint.ts";
export { createAthenaEndpoint } from "./create-athena-endpoint.ts";
