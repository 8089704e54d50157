import { apiNeeds } from "@cloudapi/api/needs";
import { athenaNeeds, glueNeeds } from "@cloudapi/athena/needs";
import { icebergNeeds } from "@cloudapi/iceberg/needs";
import { infraNeeds } from "@cloudapi/infra/needs";
import { ingestNeeds } from "@cloudapi/ingest/needs";
import { redshiftNeeds } from "@cloudapi/redshift/needs";
import { s3Needs } from "@cloudapi/s3/needs";
import { transformNeeds } from "@cloudapi/transform/needs";
import { validationNeeds } from "@cloudapi/validation/needs";
import { DEPLOY_ROLES } from "./deployer-needs.ts";
import { ROLE_NEEDS } from "./role-needs.ts";

/** What every operation of CloudAPI that calls AWS needs, by its name. */
export const ALL_NEEDS = {
  ...s3Needs,
  ...validationNeeds,
  ...transformNeeds,
  ...athenaNeeds,
  ...glueNeeds,
  ...icebergNeeds,
  ...infraNeeds,
  ...redshiftNeeds,
  ...apiNeeds,
} as const;

/** An operation whose needs are known. */
export type OperationName = keyof typeof ALL_NEEDS;

/** What policies are explained by: operations, and what roles need beside them. */
export const EXPLAINED_NEEDS = {
  ...ALL_NEEDS,
  ...ingestNeeds,
  ...ROLE_NEEDS,
  deployRoles: { operation: "deployRoles", needs: DEPLOY_ROLES },
} as const;

/** An operation, or another use of a role, that a policy is explained by. */
export type UseName = keyof typeof EXPLAINED_NEEDS;
