import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useId, useState } from 'react';
import { type Comparison, comparisons } from '../../graph/condition-form.ts';
import { withItem } from '../forms/form-value.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Select } from '../widgets/Select.tsx';
import { TextArea, TextField } from '../widgets/TextField.tsx';
import styles from './ConditionField.module.css';
import {
  type DraftGroup,
  type DraftItem,
  type DraftRow,
  draftOf,
  emptyGroup,
  emptyRow,
  expressionOf,
  needsValue,
} from './condition-draft.ts';

const words: Readonly<Record<Comparison, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  in: 'is one of',
  contains: 'contains',
  exists: 'exists',
  missing: 'is missing',
};
const comparisonOptions = comparisons.map((value) => ({ value, label: words[value] }));
const matches = [
  { value: 'all', label: 'All of these hold' },
  { value: 'any', label: 'Any of these holds' },
] as const;

interface ConditionFieldProps {
  /** JSONata, or `undefined` for always. */
  readonly value: string | undefined;
  /** Context keys to suggest. */
  readonly keys: readonly string[];
  readonly onChange: (when: string | undefined) => void;
}

/** When an edge is taken: rows that are joined by and or or, or the JSONata text that they come to. */
export function ConditionField({ value, keys, onChange }: ConditionFieldProps) {
  const [asText, setAsText] = useState(() => draftOf(value) === undefined);
  const rows = draftOf(value);
  return (
    <section className={styles['condition']} aria-label="Condition">
      <h3>
        Condition
        <Button
          size="small"
          variant="quiet"
          disabled={asText && rows === undefined}
          title={asText && rows === undefined ? 'This expression has no form as rows' : undefined}
          onClick={() => setAsText(!asText)}
        >
          {asText ? 'Edit as rows' : 'Edit as text'}
        </Button>
      </h3>
      {asText || rows === undefined ? (
        <TextArea
          label="Condition as text"
          hideLabel
          mono
          rows={2}
          hint="JSONata over the context that gives true or false. Empty: always."
          placeholder="accuracy < 0.9 and rounds < 3"
          value={value ?? ''}
          onChange={(text) => onChange(text || undefined)}
        />
      ) : (
        <Rows value={value} saved={rows} keys={keys} onChange={onChange} />
      )}
    </section>
  );
}

/** Unfinished rows live here; the document gets what is finished. */
function Rows({ value, saved, keys, onChange }: ConditionFieldProps & { readonly saved: DraftGroup }) {
  const [draft, setDraft] = useState<{ group: DraftGroup; of: string | undefined }>();
  const suggestions = useId();
  const group = draft !== undefined && draft.of === value ? draft.group : saved;
  const change = (next: DraftGroup) => {
    const text = expressionOf(next);
    const when = text === undefined ? value : text || undefined;
    setDraft({ group: next, of: when });
    if (when !== value) onChange(when);
  };
  return (
    <>
      <Group group={group} depth={0} suggestions={suggestions} onChange={change} />
      <p className={styles['text']}>
        {group.items.length === 0 ? 'Always taken.' : <code>{expressionOf(group) ?? 'A row is not finished.'}</code>}
      </p>
      <datalist id={suggestions}>
        {keys.map((key) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </datalist>
    </>
  );
}

function Group(props: {
  readonly group: DraftGroup;
  readonly depth: number;
  readonly suggestions: string;
  readonly onChange: (group: DraftGroup) => void;
}) {
  const { group, depth, suggestions, onChange } = props;
  const put = (items: readonly DraftItem[]) => onChange({ ...group, items });
  return (
    <div className={styles['group']} data-nested={depth > 0}>
      {group.items.length > 1 || depth > 0 ? (
        <Select
          label="How these combine"
          hideLabel
          small
          value={group.match}
          options={matches}
          onChange={(match) => onChange({ ...group, match })}
        />
      ) : undefined}
      {group.items.map((item, index) => {
        const remove = () => put(group.items.toSpliced(index, 1));
        const name = `condition ${index + 1}`;
        // Items have no identity but their place; each holds nothing of its own.
        return item.type === 'row' ? (
          <Row
            key={`row-${index}`}
            row={item}
            name={name}
            suggestions={suggestions}
            onChange={(next) => put(withItem(group.items, index, next))}
            onRemove={remove}
          />
        ) : (
          <div key={`group-${index}`} className={styles['nested']}>
            <Group
              group={item}
              depth={depth + 1}
              suggestions={suggestions}
              onChange={(next) => put(withItem(group.items, index, next))}
            />
            <IconButton label={`Remove group ${index + 1}`} icon={<X />} onClick={remove} />
          </div>
        );
      })}
      <div className={styles['adders']}>
        <Button size="small" variant="quiet" icon={<Plus />} onClick={() => put([...group.items, emptyRow])}>
          Add condition
        </Button>
        {depth > 2 || group.items.length === 0 ? undefined : (
          <Button
            size="small"
            variant="quiet"
            icon={<Plus />}
            onClick={() => put([...group.items, { ...emptyGroup, match: 'any', items: [emptyRow] }])}
          >
            Add group
          </Button>
        )}
      </div>
    </div>
  );
}

function Row(props: {
  readonly row: DraftRow;
  readonly name: string;
  readonly suggestions: string;
  readonly onChange: (row: DraftRow) => void;
  readonly onRemove: () => void;
}) {
  const { row, name, onChange } = props;
  return (
    <div className={styles['row']} data-valueless={!needsValue(row.is)}>
      <TextField
        label={`Key of ${name}`}
        hideLabel
        mono
        small
        placeholder="key"
        list={props.suggestions}
        value={row.path}
        onChange={(path) => onChange({ ...row, path })}
      />
      <Select
        label={`Comparison of ${name}`}
        hideLabel
        small
        value={row.is}
        options={comparisonOptions}
        onChange={(is) => onChange({ ...row, is })}
      />
      {needsValue(row.is) ? (
        <TextField
          label={`Value of ${name}`}
          hideLabel
          mono
          small
          placeholder={row.is === 'in' ? 'a, b, c' : 'value'}
          value={row.value}
          onChange={(value) => onChange({ ...row, value })}
        />
      ) : undefined}
      <IconButton label={`Remove ${name}`} icon={<X />} onClick={() => props.onRemove()} />
    </div>
  );
}
