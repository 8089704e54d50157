/** Where a handler's logs go; the `Logger` of Powertools for AWS Lambda is one, too. */
export interface HandlerLogger {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** The least severe line that is written; `SILENT` for none. */
export type LogLevel = keyof typeof SEVERITY;

const SEVERITY = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3, SILENT: 4 } as const;

/** Writes each line as one JSON object, with level, time and the name of the service, as log queries expect it. */
export function jsonLogger(
  service: string,
  least: LogLevel = "INFO",
  // Past the console, before whose lines Lambda writes a prefix of its own.
  write: (line: string) => void = (line) => process.stdout.write(line),
): HandlerLogger {
  const at = (level: "INFO" | "WARN" | "ERROR") =>
    SEVERITY[level] < SEVERITY[least]
      ? () => undefined
      : (message: string, fields: Record<string, unknown>) => {
          const timestamp = new Date().toISOString();
          const line = { level, timestamp, service, message, ...fields };
          write(`${JSON.stringify(line)}\n`);
        };
  return { info: at("INFO"), warn: at("WARN"), error: at("ERROR") };
}
