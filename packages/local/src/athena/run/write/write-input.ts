import type { Engine } from "../run-select.ts";

/** What a statement that writes is run with. */
export interface WriteInput {
  readonly engine: Engine;
  readonly database: string;
  readonly parameters: readonly string[];
  readonly signal: AbortSignal;
  readonly onScanned: (bytes: number) => void;
  /** The execution's id. */
  readonly id: string;
  /** Where its results go. */
  readonly outputLocation: string;
  /** Write the list of the objects, as `s3://bucket/key`, that rows go into; before any of them is there. */
  readonly writeManifest: (files: readonly string[]) => Promise<void>;
  /** Whether the work group says where results go, whatever a request says. */
  readonly enforced: boolean;
}
