export type { Source } from "../source/source.ts";
export type { MongoSourceOptions } from "./mongo-source.ts";
export { mongoSource } from "./mongo-source.ts";
export type { MongoConsistency } from "./open-snapshot.ts";
