/** Set a field of an object that is being made; `__proto__` is a name like any other. */
export function putField(object: object, name: string | number, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  else (object as Record<string | number, unknown>)[name] = value;
}
