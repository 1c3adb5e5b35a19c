/** What user code may see of the context, and what it saw. */
export interface ContextView {
  /** The argument `context`. */
  readonly proxy: Readonly<Record<string, unknown>>;
  readonly reads: ReadonlySet<string>;
  readonly listed: () => boolean;
}

/** Methods that objects have; a context key of the same name comes first. */
const objectMethods: ReadonlySet<string> = new Set([
  'constructor',
  'hasOwnProperty',
  'propertyIsEnumerable',
  'toString',
  'valueOf',
]);

const readOnly = (what: string): never => {
  throw new TypeError(`The context is read-only: ${what}.`);
};

/**
 * A read-only object over the visible keys that remembers which were read and whether they were listed.
 * `__proto__`, `constructor` and the like are keys like any other.
 */
export function createContextView(values: ReadonlyMap<string, unknown>): ContextView {
  const reads = new Set<string>();
  let listed = false;
  const has = (key: string): boolean => {
    reads.add(key);
    return values.has(key);
  };
  const proxy = new Proxy<Record<string, unknown>>(Object.create(null) as Record<string, unknown>, {
    get(_target, key) {
      if (typeof key === 'symbol') return undefined;
      if (!values.has(key) && objectMethods.has(key)) return Reflect.get(Object.prototype, key);
      return has(key) ? values.get(key) : undefined;
    },
    has: (_target, key) => typeof key === 'string' && has(key),
    ownKeys() {
      listed = true;
      return [...values.keys()];
    },
    getOwnPropertyDescriptor(_target, key) {
      if (typeof key === 'symbol' || !has(key)) return undefined;
      return { value: values.get(key), enumerable: true, configurable: true, writable: false };
    },
    getPrototypeOf: () => Object.prototype,
    set: (_target, key) => readOnly(`return { ${String(key)}: … } to write \`${String(key)}\``),
    defineProperty: (_target, key) => readOnly(`return { ${String(key)}: … } to write \`${String(key)}\``),
    deleteProperty: (_target, key) => readOnly(`call remove(${JSON.stringify(String(key))}) to drop the key`),
    setPrototypeOf: () => readOnly('its prototype is fixed'),
    preventExtensions: () => readOnly('it is frozen already'),
  });
  return { proxy, reads, listed: () => listed };
}
