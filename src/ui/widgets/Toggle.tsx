import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import Check from 'lucide-react/icons/check';
import { useId } from 'react';
import styles from './Field.module.css';

interface ToggleProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off, at once. */
export function Switch(props: ToggleProps) {
  const id = useId();
  return (
    <span className={styles['toggle']}>
      <BaseSwitch.Root
        id={id}
        className={styles['switch']}
        checked={props.checked}
        disabled={props.disabled ?? false}
        onCheckedChange={(checked) => props.onChange(checked)}
        {...(props.hideLabel === true ? { 'aria-label': props.label } : {})}
      >
        <BaseSwitch.Thumb className={styles['thumb']} />
      </BaseSwitch.Root>
      {props.hideLabel === true ? undefined : <label htmlFor={id}>{props.label}</label>}
    </span>
  );
}

/** Yes or no, as part of a form. */
export function Checkbox(props: ToggleProps) {
  const id = useId();
  return (
    <span className={styles['toggle']}>
      <BaseCheckbox.Root
        id={id}
        className={styles['checkbox']}
        checked={props.checked}
        disabled={props.disabled ?? false}
        onCheckedChange={(checked) => props.onChange(checked)}
        {...(props.hideLabel === true ? { 'aria-label': props.label } : {})}
      >
        <BaseCheckbox.Indicator>
          <Check aria-hidden="true" />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      {props.hideLabel === true ? undefined : <label htmlFor={id}>{props.label}</label>}
    </span>
  );
}
