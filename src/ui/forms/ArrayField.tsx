import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useRef, type ReactNode } from 'react';
import type { JsonValue } from '../../model/value.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { classNames } from '../widgets/class-names.ts';
import { type FieldProps, useFormScope } from './form-context.ts';
import { childPointer, fieldKind, numberOf, resolveSchema, textOf } from './form-schema.ts';
import { moveItem, startValue, withItem } from './form-value.ts';
import styles from './SchemaForm.module.css';

interface ArrayFieldProps extends FieldProps {
  /** Shows one item; given by the caller, who knows every kind of field. */
  readonly renderItem: (item: FieldProps) => ReactNode;
}

/** A list that can be added to, taken from and put in another order, by mouse and keyboard alike. */
export function ArrayField({ schema, pointer, label, value, onChange, renderItem }: ArrayFieldProps) {
  const { root, errorAt } = useFormScope();
  const list = useRef<HTMLOListElement>(null);
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const itemSchema = resolveSchema(schema['items'], root);
  const itemName = textOf(itemSchema, 'title') ?? 'item';
  const simple = !['object', 'array', 'json'].includes(fieldKind(itemSchema));
  const error = errorAt(pointer);
  const full = items.length >= (numberOf(schema, 'maxItems') ?? Infinity);
  const add = () => {
    onChange([...items, startValue(itemSchema, root) ?? null]);
    requestAnimationFrame(() => focusItem(list.current, items.length));
  };
  return (
    <fieldset className={styles['nested']}>
      <legend>{label}</legend>
      {textOf(schema, 'description') === undefined ? undefined : (
        <p className={styles['hint']}>{textOf(schema, 'description')}</p>
      )}
      <ol ref={list} className={styles['items']}>
        {items.map((item, index) => (
          // Fields hold no state of their own: the place in the list is the item's identity.
          <li key={childPointer(pointer, index)} className={classNames(styles['item'], simple && styles['simple'])}>
            <div className={styles['itemBody']}>
              {renderItem({
                schema: itemSchema,
                pointer: childPointer(pointer, index),
                label: `${capital(itemName)} ${index + 1}`,
                hideLabel: true,
                required: true,
                value: item,
                onChange: (next) => onChange(withItem(items, index, next ?? (simple ? emptyOf(item) : null))),
              })}
            </div>
            <ItemButtons
              name={`${itemName.toLowerCase()} ${index + 1}`}
              first={index === 0}
              last={index === items.length - 1}
              onMove={(by) => onChange(moveItem(items, index, by))}
              onRemove={() => onChange(items.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      {error === undefined ? undefined : <p className={styles['error']}>{error}</p>}
      <Button size="small" variant="quiet" icon={<Plus />} onClick={add} disabled={full} className={styles['add']}>
        {`Add ${itemName.toLowerCase()}`}
      </Button>
    </fieldset>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const emptyOf = (item: JsonValue): JsonValue => (typeof item === 'string' ? '' : null);

function focusItem(list: HTMLElement | null, index: number): void {
  list?.children[index]?.querySelector<HTMLElement>('input, textarea, button')?.focus();
}

function ItemButtons(props: {
  readonly name: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}) {
  return (
    <div className={styles['itemButtons']}>
      <IconButton
        label={`Move ${props.name} up`}
        icon={<ArrowUp />}
        disabled={props.first}
        onClick={() => props.onMove(-1)}
      />
      <IconButton
        label={`Move ${props.name} down`}
        icon={<ArrowDown />}
        disabled={props.last}
        onClick={() => props.onMove(1)}
      />
      <IconButton label={`Remove ${props.name}`} icon={<X />} onClick={() => props.onRemove()} />
    </div>
  );
}
