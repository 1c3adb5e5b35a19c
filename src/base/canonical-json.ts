/** What {@link canonicalJson} takes: JSON, whose object fields may be absent by being `undefined`. */
export type Canonical =
  | null
  | boolean
  | number
  | string
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined };

/**
 * One text per value: keys in code-unit order, no spaces, `-0` kept apart from `0`, fields that are `undefined` left
 * out. Two values have the same text exactly when they are equal as JSON. Recursive: callers bound the depth.
 */
export function canonicalJson(value: Canonical): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') return canonicalObject(value as { [key: string]: Canonical });
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

function canonicalObject(value: { readonly [key: string]: Canonical | undefined }): string {
  const fields: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const field = value[key];
    if (field !== undefined) fields.push(`${JSON.stringify(key)}:${canonicalJson(field)}`);
  }
  return `{${fields.join(',')}}`;
}
