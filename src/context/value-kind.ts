/** Which kinds of object the context knows, told apart by what they are and not by which realm made them. */

const binaryNames = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;
export type BinaryName = (typeof binaryNames)[number];

const arrayTypes = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};
export type TypedArray = InstanceType<(typeof arrayTypes)[keyof typeof arrayTypes]>;
export type BinaryValue = TypedArray | ArrayBuffer;

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
export const isBinaryName = (name: string): name is BinaryName => (binaryNames as readonly string[]).includes(name);

/** `Float64Array` for one of these, `undefined` for anything that is not bytes. */
export function binaryName(value: object): BinaryName | undefined {
  const tag = tagOf(value);
  return isBinaryName(tag) ? tag : undefined;
}

/** An object literal's kind: the prototype is `Object.prototype` of some realm, or absent. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return isForeign(prototype as object, 'Object') && Object.getPrototypeOf(prototype) === null;
}

/** An instance of exactly its built-in class, not of a subclass (`Buffer`, `class Rows extends Array`). */
export function isStandard(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return true;
  return typeof prototype === 'object' && prototype !== null && isForeign(prototype, tagOf(value));
}

function isForeign(prototype: object, name: string): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  const constructor: unknown = descriptor?.value;
  return (
    typeof constructor === 'function' &&
    constructor.name === name &&
    Function.prototype.toString.call(constructor).includes('[native code]')
  );
}

/** Sets an own property, whatever its name: a key such as `__proto__` never touches the prototype. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (target as Record<string, unknown>)[key] = value;
  }
}

/** The bytes behind a binary value, not copied. */
export function bytesOf(value: BinaryValue): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** An equal value over a buffer of its own. */
export function copyBytes(value: object, name: BinaryName): BinaryValue {
  const bytes = bytesOf(value as BinaryValue);
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return viewOf(name, buffer);
}

/** A typed array of that name over the whole buffer, or the buffer itself. */
export function viewOf(name: BinaryName, buffer: ArrayBuffer): BinaryValue {
  return name === 'ArrayBuffer' ? buffer : new arrayTypes[name](buffer);
}
