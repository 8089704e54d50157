import type { EventHub } from "../events/event-hub.ts";
import type { TaskListener } from "./integrations/perform.ts";
import type { JobHandler, Workers } from "./integrations/workers.ts";

/** Jobs and listeners of an embedded cloud: as Step Functions uses them, and as the cloud lets them be added. */
export function localWorkers(events: () => EventHub) {
  const jobs = new Map<string, JobHandler>();
  const listeners = new Set<TaskListener>();
  const workers: Workers = { functionOf: (arn) => events().functionOf(arn), jobs };
  return {
    used: { workers, listeners },
    added: {
      addJob: (name: string, handler: JobHandler) => void jobs.set(name, handler),
      onTask: (handler: TaskListener) => {
        listeners.add(handler);
        return () => void listeners.delete(handler);
      },
    },
  };
}
