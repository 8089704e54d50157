export { startLocalCloud } from "./start-local-cloud.ts";
export type { LocalCloud, LocalCloudOptions } from "./start-local-cloud.ts";
