export type { Api } from "./app/api.ts";
export type { ApiInput, ApiLimits, ApiSettings } from "./app/api-input.ts";
export { createApi } from "./app/create-api.ts";
export type { ReadContract } from "./ask/contract-faults.ts";
export type { MemoryCacheOptions, ResultCache } from "./ask/result-cache.ts";
export { memoryCache } from "./ask/result-cache.ts";
export type { ApiKey, ApiKeyAuthInput } from "./auth/api-key-auth.ts";
export { apiKeyAuth } from "./auth/api-key-auth.ts";
export type { Authenticator, CallerContext } from "./auth/authenticator.ts";
export type { BasicAuthInput } from "./auth/basic-auth.ts";
export { basicAuth } from "./auth/basic-auth.ts";
export type { IamAuthInput } from "./auth/iam-auth.ts";
export { iamAuth } from "./auth/iam-auth.ts";
export type { JwtAuthInput, JwtKey, JwtKeyGetter } from "./auth/jwt-auth.ts";
export { jwtAuth } from "./auth/jwt-auth.ts";
export type { QueryOperationInput } from "./custom/query-operation.ts";
export { queryOperation } from "./custom/query-operation.ts";
export type { AthenaEngineInput } from "./engine/athena-engine.ts";
export { athenaEngine } from "./engine/athena-engine.ts";
export type {
  EngineColumn,
  EngineResult,
  EngineRunOptions,
  EngineStatement,
  EngineTable,
  EngineTableState,
  EngineValue,
  QueryEngine,
} from "./engine/query-engine.ts";
export {
  type RedshiftEngineInput,
  type RedshiftPages,
  redshiftEngine,
} from "./engine/redshift-engine.ts";
export { healthOperations } from "./health/health-operations.ts";
export type { ParameterFault, ProblemInput } from "./http/problem.ts";
export { ProblemError } from "./http/problem.ts";
export { createLakeApi } from "./lake/create-lake-api.ts";
export type { LakeApiInput, LakeApiTable } from "./lake/lake-api-input.ts";
export type { LakeTableName } from "./lake/lake-tables.ts";
export type { EmfLogInput } from "./log/emf-log.ts";
export { emfLog } from "./log/emf-log.ts";
export type { RequestLog, RequestRecord } from "./log/request-record.ts";
export type { OpenApiDocument } from "./openapi/open-api-document.ts";
export type { Asked, AskedTable, Exchange, Identity, Question } from "./operation/exchange.ts";
export type { Answer, AnswerLink, BodyInput, Operation, Reply } from "./operation/operation.ts";
export type { Parameter } from "./operation/parameter.ts";
export type {
  PostmanCollection,
  PostmanInput,
  PostmanRequest,
} from "./postman/postman-collection.ts";
export { postmanCollection } from "./postman/postman-collection.ts";
export type { RelationInput, ResourceInput } from "./resource/api-resource.ts";
export type { Answering, Site } from "./site/site.ts";
export { withSites } from "./site/site.ts";
