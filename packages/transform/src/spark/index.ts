export type { SparkJob, SparkJobOptions } from "./compile-spark-job.ts";
export { compileSparkJob } from "./compile-spark-job.ts";
export type { SparkRefusal } from "./refusal.ts";
