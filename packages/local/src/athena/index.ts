export { createAthenaEndpoint } from "./create-athena-endpoint.ts";
export type { AthenaEndpointOptions } from "./create-athena-endpoint.ts";
