export type { PolicyFinding, PolicyFindingCode } from "./finding.ts";
export { lintPolicy } from "./lint-policy.ts";
