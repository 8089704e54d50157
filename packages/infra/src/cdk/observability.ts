import { Aws, Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as logs from "aws-cdk-lib/aws-logs";
import type * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { EventFunction } from "./event-function.ts";
import { letAlarmsTell } from "./let-services-tell.ts";
import type { QueryWorkGroup } from "./query-work-group.ts";
import { type AlarmOptions, simpleAlarm } from "./simple-alarm.ts";
import { watchFunction } from "./watch-function.ts";

/** What is watched, and from when on somebody is told. */
export interface ObservabilityProps {
  readonly functions: readonly EventFunction[];
  readonly alerts: sns.ITopic;
  readonly workGroup?: QueryWorkGroup | undefined;
  /** The share of rejected rows, of an hour, from which an alarm goes off; 0.05 when left out. */
  readonly maxRejectedShare?: number | undefined;
  /** After how long without a file an alarm goes off, at most a day, as CloudWatch has it; never when left out. */
  readonly maxSilence?: Duration | undefined;
  /** The bytes that queries may scan in a day before an alarm goes off; 1 TB when left out. */
  readonly maxScannedBytesPerDay?: number | undefined;
}

const NAMESPACE = "CloudAPI";
const ONE_TB = 1_000_000_000_000;
const HOUR = Duration.hours(1);

/**
 * Alarms and a dashboard: errors, throttles and long runs of functions, events that nobody could process, the share of
 * rejected rows, files that stay away, bytes that queries scan. Every alarm tells the topic, and tells it again when it is over.
 *
 * @example
 * ```ts
 * import { App, Duration, Stack } from "aws-cdk-lib";
 * import { Topic } from "aws-cdk-lib/aws-sns";
 * import { Observability } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const alerts = new Topic(stack, "Alerts");
 * const watched = new Observability(stack, "Watch", { functions: [], alerts, maxSilence: Duration.days(1) });
 * console.log(watched.alarms.length); // => 2
 * ```
 */
export class Observability extends Construct {
  readonly alarms: cloudwatch.Alarm[] = [];
  readonly dashboard: cloudwatch.Dashboard;
  readonly #alerts: sns.ITopic;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { functions, workGroup, maxRejectedShare = 0.05, maxSilence } = props;
    this.#alerts = props.alerts;
    letAlarmsTell(this, props.alerts);
    const rows = this.#countRows(functions);
    for (const each of functions)
      this.alarms.push(...watchFunction(this, each, { alerts: this.#alerts, ids: each.node.id }));
    this.#alarm("RejectedShare", {
      metric: share(rows),
      threshold: maxRejectedShare,
      says: "More rows than usual do not fit the contract: look at the verdicts and the quarantine.",
    });
    if (maxSilence !== undefined) this.#watchSilence(rows.files, maxSilence);
    const scanned = workGroup && scannedBytes(workGroup);
    if (scanned !== undefined)
      this.#alarm("ScannedBytes", {
        metric: scanned,
        threshold: props.maxScannedBytesPerDay ?? ONE_TB,
        says: "Queries scan more than planned in a day, which is what Athena is paid by.",
      });
    this.dashboard = this.#draw(functions, rows, scanned);
  }

  /** A day without data is a day without files. */
  #watchSilence(files: cloudwatch.IMetric, maxSilence: Duration): void {
    const hours = Math.round(maxSilence.toHours({ integral: false }));
    if (hours < 1 || hours > 24)
      throw new RangeError(
        `Observability: maxSilence must be of 1 to 24 hours, which is as far as an alarm of CloudWatch looks back, not ${maxSilence.toString()}.`,
      );
    const alarm = new cloudwatch.Alarm(this, "Silence", {
      metric: files,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: hours,
      datapointsToAlarm: hours,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: `No file arrived for ${hours} hours: look at what sends them.`,
    });
    alarm.addAlarmAction(new SnsAction(this.#alerts));
    this.#keep(alarm);
  }

  #alarm(id: string, options: AlarmOptions): void {
    this.#keep(simpleAlarm(this, id, { ...options, topic: this.#alerts }));
  }

  #keep(alarm: cloudwatch.Alarm): void {
    alarm.addOkAction(new SnsAction(this.#alerts));
    this.alarms.push(alarm);
  }

  /** What the functions log of each object, counted: their logs are JSON. */
  #countRows(functions: readonly EventFunction[]) {
    // A metric of each stack, by the name that it has where it is.
    const name = (metric: string) => `${Aws.STACK_NAME}-${metric}`;
    for (const { node, logGroup } of functions)
      for (const [metricName, metricValue] of [
        ["RowsIn", "$.rowsIn"],
        ["RowsRejected", "$.rowsRejected"],
        ["Files", "1"],
      ] as const)
        new logs.MetricFilter(this, `${node.id}${metricName}`, {
          logGroup,
          metricNamespace: NAMESPACE,
          metricName: name(metricName),
          metricValue,
          filterPattern: logs.FilterPattern.numberValue("$.rowsIn", ">=", 0),
        });
    const sum = (metricName: string, period = HOUR) =>
      new cloudwatch.Metric({
        namespace: NAMESPACE,
        metricName: name(metricName),
        statistic: "Sum",
        period,
      });
    return { rowsIn: sum("RowsIn"), rowsRejected: sum("RowsRejected"), files: sum("Files") };
  }

  #draw(
    functions: readonly EventFunction[],
    rows: Rows,
    scanned: cloudwatch.IMetric | undefined,
  ): cloudwatch.Dashboard {
    const graph = (title: string, left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 12 });
    return new cloudwatch.Dashboard(this, "Dashboard", {
      widgets: [
        [
          graph("Rows in and rejected", [rows.rowsIn, rows.rowsRejected]),
          graph("Files", [rows.files]),
        ],
        ...functions.map(({ node, function: fn, deadLetters }) => [
          graph(`${node.id}: invocations, errors, throttles`, [
            fn.metricInvocations(),
            fn.metricErrors(),
            fn.metricThrottles(),
          ]),
          graph(`${node.id}: duration, events left`, [
            fn.metricDuration({ statistic: "p99" }),
            deadLetters.metricApproximateNumberOfMessagesVisible(),
          ]),
        ]),
        ...(scanned === undefined ? [] : [[graph("Bytes scanned by queries", [scanned])]]),
      ],
    });
  }
}

interface Rows {
  readonly rowsIn: cloudwatch.IMetric;
  readonly rowsRejected: cloudwatch.IMetric;
  readonly files: cloudwatch.IMetric;
}

function share({ rowsIn, rowsRejected }: Rows): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: "IF(rowsIn > 0, rejected / rowsIn, 0)",
    usingMetrics: { rejected: rowsRejected, rowsIn },
    label: "Share of rejected rows",
    period: HOUR,
  });
}

function scannedBytes({ workGroupName }: QueryWorkGroup): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: "AWS/Athena",
    metricName: "ProcessedBytes",
    dimensionsMap: { WorkGroup: workGroupName, QueryState: "SUCCEEDED", QueryType: "DML" },
    statistic: "Sum",
    period: Duration.days(1),
  });
}
