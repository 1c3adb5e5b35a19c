import { TextArea } from '../widgets/TextField.tsx';
import styles from './Inspector.module.css';

/** When an edge is taken: a JSONata condition over the context. */
export function ConditionField(props: {
  readonly value: string | undefined;
  readonly keys: readonly string[];
  readonly onChange: (when: string | undefined) => void;
}) {
  return (
    <TextArea
      label="Condition"
      mono
      rows={1}
      className={styles['oneLine']}
      hint="JSONata over the context that gives true or false. Empty: always."
      placeholder="accuracy < 0.9 and rounds < 3"
      value={props.value ?? ''}
      onChange={(text) => props.onChange(text || undefined)}
    />
  );
}
