export { bearerAuth } from "./bearer-auth.ts";
export type { OAuthAuthInput } from "./oauth-auth.ts";
export { oAuthAuth } from "./oauth-auth.ts";
export type { RestAuth, UnsignedRequest } from "./rest-auth.ts";
export type { RestCatalogInput } from "./rest-catalog.ts";
export { restCatalog } from "./rest-catalog.ts";
export type { AwsKeys, SigV4AuthInput } from "./sigv4-auth.ts";
export { sigV4Auth } from "./sigv4-auth.ts";
export type { StorageOfTable, TablePlace } from "./table-of-answer.ts";
