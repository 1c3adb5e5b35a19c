import { createContext, useContext } from 'react';
import type { JsonObject, JsonValue } from '../../model/value.ts';

/** What every field of one form shares. */
export interface FormScope {
  readonly root: JsonObject;
  /** The message to show at a field, or `undefined` while it should not be bothered. */
  readonly errorAt: (pointer: string) => string | undefined;
  /** The field was left: its error may show from now on. */
  readonly touch: (pointer: string) => void;
  readonly contextKeys: readonly string[] | undefined;
}

export const FormScopeContext = createContext<FormScope | undefined>(undefined);

export function useFormScope(): FormScope {
  const scope = useContext(FormScopeContext);
  if (scope === undefined) throw new Error('A field needs a SchemaForm above it');
  return scope;
}

/** One field: its resolved schema, where it stands, what it holds and how it says that it changed. */
export interface FieldProps {
  readonly schema: JsonObject;
  readonly pointer: string;
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly required: boolean;
  readonly value: JsonValue | undefined;
  /** `undefined` takes the property away. */
  readonly onChange: (value: JsonValue | undefined) => void;
  /** Sets several properties of the object that holds this field at once (a file's name with its text). */
  readonly onSiblings?: ((properties: JsonObject) => void) | undefined;
  /** The property that this field is, where it is one. */
  readonly name?: string | undefined;
}

/** The first field with an error, from the outside in, in the order of the page. */
export function firstInvalid(form: ParentNode): HTMLElement | undefined {
  return form.querySelector<HTMLElement>('[aria-invalid="true"]') ?? undefined;
}
