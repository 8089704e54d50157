/** An event that did not reach its destination. */
export interface DeliveryFailure {
  /** The function, queue or topic, or `EventBridge`. */
  readonly destination: string;
  readonly bucket: string;
  /** As stored, not encoded. */
  readonly key: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** What the last attempt threw. */
  readonly error: unknown;
}

/** One event on its way to one destination. */
export interface Delivery {
  readonly destination: string;
  readonly bucket: string;
  readonly key: string;
  /** How often to try; Lambda tries an asynchronous invocation three times in all. */
  readonly attempts: number;
  readonly deliver: () => Promise<unknown>;
}

const CONCURRENCY = 10;

/** Carries deliveries out beside the requests that caused them, a few at a time. */
export class DeliveryQueue {
  readonly failures: DeliveryFailure[] = [];
  readonly #onFailure: ((failure: DeliveryFailure) => void) | undefined;
  readonly #waiting: Delivery[] = [];
  #running = 0;
  #closed = false;
  #idle: (() => void)[] = [];

  constructor(onFailure: ((failure: DeliveryFailure) => void) | undefined) {
    this.#onFailure = onFailure;
  }

  add(delivery: Delivery): void {
    if (this.#closed) return;
    this.#waiting.push(delivery);
    setImmediate(() => this.#next());
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    if (this.#waiting.length === 0 && this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Drop what has not begun; what runs is not waited for. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#settle();
  }

  #next(): void {
    if (this.#running >= CONCURRENCY) return;
    const delivery = this.#waiting.shift();
    if (delivery === undefined) return;
    this.#running++;
    void this.#carryOut(delivery).finally(() => {
      this.#running--;
      this.#settle();
      this.#next();
    });
  }

  async #carryOut(delivery: Delivery): Promise<void> {
    const { destination, bucket, key } = delivery;
    for (let attempt = 1; ; attempt++) {
      try {
        await delivery.deliver();
        return;
      } catch (error) {
        if (attempt < delivery.attempts && !this.#closed) continue;
        this.#fail({ destination, bucket, key, attempts: attempt, error });
        return;
      }
    }
  }

  #fail(failure: DeliveryFailure): void {
    this.failures.push(failure);
    try {
      this.#onFailure?.(failure);
    } catch {
      // A caller's own callback must not end the deliveries.
    }
  }

  #settle(): void {
    if (this.#running > 0 || (this.#waiting.length > 0 && !this.#closed)) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
