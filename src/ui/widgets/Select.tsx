import { Select as Base } from '@base-ui/react/select';
import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { classNames } from './class-names.ts';
import { Field } from './Field.tsx';
import type { FieldLook } from './Field.tsx';
import fields from './Field.module.css';
import styles from './Popup.module.css';

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: string;
}

/** One of few. */
export function Select<V extends string>(
  props: FieldLook & {
    readonly value: V;
    readonly onChange: (value: V) => void;
    readonly options: readonly SelectOption<V>[];
    readonly disabled?: boolean;
    readonly small?: boolean;
  },
) {
  const { value, onChange, options, disabled, small, ...look } = props;
  return (
    <Field {...look}>
      {(wiring) => (
        <Base.Root
          value={value}
          items={options.map((option) => ({ value: option.value, label: option.label }))}
          modal={false}
          disabled={disabled ?? false}
          onValueChange={(next) => next !== null && onChange(next)}
        >
          <Base.Trigger
            {...wiring}
            aria-label={look.label}
            className={classNames(fields['input'], fields['trigger'], small === true && fields['small'])}
          >
            <span className={fields['value']}>
              <Base.Value />
            </span>
            <ChevronDown aria-hidden="true" />
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner className={styles['positioner']} alignItemWithTrigger={false} sideOffset={4}>
              <Base.Popup className={styles['menu']}>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className={styles['item']}>
                    <span className={styles['mark']}>
                      <Base.ItemIndicator>
                        <Check aria-hidden="true" />
                      </Base.ItemIndicator>
                    </span>
                    <span className={styles['itemText']}>
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.hint === undefined ? undefined : <small>{option.hint}</small>}
                    </span>
                  </Base.Item>
                ))}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}
