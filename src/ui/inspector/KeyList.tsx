import X from 'lucide-react/icons/x';
import { useId, useState } from 'react';
import { TextField } from '../widgets/TextField.tsx';
import styles from './KeyList.module.css';

/** A list of context keys: type one and press Enter; Backspace in the empty field takes the last away. */
export function KeyList(props: {
  readonly label: string;
  readonly keys: readonly string[];
  readonly known: readonly string[];
  readonly onChange: (keys: readonly string[]) => void;
}) {
  const { keys, onChange, label } = props;
  const [text, setText] = useState('');
  const suggestions = useId();
  const add = () => {
    const added = text.trim();
    setText('');
    if (added !== '' && !keys.includes(added)) onChange([...keys, added]);
  };
  return (
    <div className={styles['list']}>
      <ul className={styles['keys']} aria-label={label}>
        {keys.map((key) => (
          <li key={key} className={styles['key']}>
            {key}
            <button type="button" aria-label={`Remove ${key}`} onClick={() => onChange(keys.filter((k) => k !== key))}>
              <X aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <TextField
        label={`Add to ${label.toLowerCase()}`}
        hideLabel
        mono
        small
        placeholder="Add a key"
        list={suggestions}
        value={text}
        onChange={setText}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            add();
          }
          if (event.key === 'Backspace' && text === '') onChange(keys.slice(0, -1));
        }}
      />
      <datalist id={suggestions}>
        {props.known
          .filter((key) => !keys.includes(key))
          .map((key) => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
      </datalist>
    </div>
  );
}
