export { CloudApiError, isCloudApiError } from "./errors/cloud-api-error.ts";
export { didYouMean } from "./errors/did-you-mean.ts";
export { refuseUnknownOptions } from "./errors/refuse-unknown-options.ts";
