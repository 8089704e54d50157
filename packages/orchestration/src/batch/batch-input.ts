import type { Dataset, Layout } from "@cloudapi/core";

/** A place in S3. */
export interface BatchPlace {
  readonly bucket: string;
  /** A folder; the whole bucket when left out. */
  readonly prefix?: string;
}

/** When the batch runs. */
export interface BatchSchedule {
  /** `cron(0 2 * * ? *)`, `rate(1 day)` or `at(2026-01-31T02:00:00)`. */
  readonly expression: string;
  /** A name of the IANA database; UTC when left out. */
  readonly timeZone?: string;
  /** Scheduler may fire so many minutes later, 1 to 1,440; on time when left out. */
  readonly flexibleMinutes?: number;
  /** How many days before the one (in UTC) on which it fires lies the day that is processed; 1 when left out. */
  readonly lagDays?: number;
}

/** Where the raw files are. */
export interface BatchSource extends BatchPlace {
  /** How the day stands in their keys under the prefix: `2025/01/15/` (`plain`, the default), `year=2025/month=01/day=15/` or `dt=2025-01-15/`. */
  readonly layout?: Layout;
  /** Whether a file that arrives is processed at once besides; then late files need no second night. False when left out. */
  readonly onArrival?: boolean;
}

/** A function that transforms files: it is invoked with the event that S3 sends, for some files at a time. */
export interface FunctionTransform {
  readonly function: string;
  /** 1 to 100; 10 when left out. */
  readonly filesPerInvocation?: number;
  /** How many invocations at once, 1 to 1,000; 10 when left out. */
  readonly concurrency?: number;
  /** Up to 900; 900 when left out. */
  readonly timeoutSeconds?: number;
  /** Of the function, for the cost; 1,024 when left out. */
  readonly memoryMb?: number;
}

/** A Glue job that transforms the files of a day; it is given `--day`, `--source`, `--run_id` and what `arguments` has. */
export interface GlueTransform {
  readonly glueJob: string;
  /** The job's script, for its role. */
  readonly scriptLocation: string;
  /**
   * `own` (the default): a script of yours. `compiled`: the one that `batch.job` has, compiled of the contract; a contract that it
   * can't be compiled of is refused.
   */
  readonly script?: "own" | "compiled";
  /** Further arguments, such as `--target`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** `G.1X` (the default), `G.2X`, `G.4X` or `G.8X`. */
  readonly workerType?: "G.1X" | "G.2X" | "G.4X" | "G.8X";
  /** 2 to 299; 2 when left out. */
  readonly workers?: number;
  /** 60 when left out. */
  readonly timeoutMinutes?: number;
}

/** How the catalog learns of new partitions; where they are projected it need not. */
export type BatchCatalog =
  | { readonly crawler: string; readonly timeoutMinutes?: number }
  | { readonly statement: string };

/**
 * A check: a query of one row with the columns `status` (`pass`, `warn` or `stop`), `observed` and `message`. A `?` in it is
 * the day, as a text.
 */
export interface BatchCheck {
  readonly name: string;
  readonly sql: string;
}

/** What the batch does. */
export interface BatchSteps {
  readonly transform: FunctionTransform | GlueTransform;
  readonly catalog?: BatchCatalog;
  readonly checks?: readonly BatchCheck[];
  /** Whether somebody must say yes before the success is told, and how long they have; nobody is asked when left out. */
  readonly approval?: { readonly timeoutHours?: number };
  /** What a day without files is: `fail` (the default) or `pass`. Of a function and of a compiled job; a script of yours decides by itself. */
  readonly emptyDay?: "fail" | "pass";
}

/** What `defineBatch` takes. */
export interface BatchInput {
  /** The batch's name, at most 40 letters, digits, hyphens and underscores; made of the dataset's when left out. */
  readonly name?: string;
  readonly dataset: Dataset;
  readonly schedule: BatchSchedule;
  readonly source: BatchSource;
  /** The table's folder. */
  readonly target: BatchPlace;
  /** The table in the catalog, and where Athena writes results. */
  readonly catalog: {
    readonly database: string;
    /** `primary` when left out. */
    readonly workGroup?: string;
    /** `s3://bucket/prefix/`. */
    readonly outputLocation: string;
  };
  readonly steps: BatchSteps;
  readonly region: string;
  readonly accountId: string;
  /** The most that one day may cost in US dollars, each state tried as often as it may be; unlimited when left out. */
  readonly costCeilingUsd?: number;
  /** The language of the machines' expressions; JSONata when left out. What JSONPath can't express is refused by state and expression. */
  readonly queryLanguage?: "JSONata" | "JSONPath";
  /** Now, by which a schedule that never fires is refused; the clock's when left out. */
  readonly now?: Date;
}
