import { Token } from "aws-cdk-lib";
import * as budgets from "aws-cdk-lib/aws-budgets";
import type * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { letBudgetsTell } from "./let-services-tell.ts";

/** A budget of a month. */
export interface MonthlyBudgetProps {
  readonly budgetName: string;
  /** US dollars a month. */
  readonly usd: number;
  /** Which topic is told. */
  readonly alerts: sns.ITopic;
  /**
   * Only costs of resources with this tag; of the whole account when left out. Activate the tag as a cost allocation tag first, or the budget
   * counts nothing.
   */
  readonly tag?: { readonly name: string; readonly value: string } | undefined;
}

/** Of what is planned, in per cent: what was spent, and what is foreseen. */
const SPENT = 80;
const FORESEEN = 100;

/**
 * A budget that tells a topic when 80 % of it is spent, and when the month is foreseen to cost more. It stops nothing. Budgets are of the account, whatever
 * the region is.
 *
 * @throws {RangeError} for a budget of nothing
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { Topic } from "aws-cdk-lib/aws-sns";
 * import { MonthlyBudget } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const alerts = new Topic(stack, "Alerts");
 * const { budget } = new MonthlyBudget(stack, "Budget", { budgetName: "pipeline", usd: 50, alerts });
 * console.log(budget.node.path); // => Pipeline/Budget/Budget
 * ```
 */
export class MonthlyBudget extends Construct {
  readonly budget: budgets.CfnBudget;

  constructor(scope: Construct, id: string, props: MonthlyBudgetProps) {
    super(scope, id);
    const { budgetName, usd, alerts, tag } = props;
    if (!Token.isUnresolved(usd) && !(usd > 0 && Number.isFinite(usd)))
      throw new RangeError(`${id}: usd must be more than 0, not ${usd}.`);
    letBudgetsTell(this, alerts);
    const subscribers = [{ subscriptionType: "SNS", address: alerts.topicArn }];
    const above = (notificationType: string, threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: "PERCENTAGE",
        comparisonOperator: "GREATER_THAN",
      },
      subscribers,
    });
    this.budget = new budgets.CfnBudget(this, "Budget", {
      budget: {
        budgetName,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: usd, unit: "USD" },
        ...(tag === undefined
          ? {}
          : { costFilters: { TagKeyValue: [`user:${tag.name}$${tag.value}`] } }),
      },
      notificationsWithSubscribers: [above("ACTUAL", SPENT), above("FORECASTED", FORESEEN)],
    });
  }
}
