export type { OrganisationPolicies } from "../policy-kinds/given-policies.ts";
export type { UnreadPolicies } from "../policy-kinds/policy-coverage.ts";
export {
  type OrganisationPoliciesInput,
  readOrganisationPolicies,
} from "./read-organisation-policies.ts";
