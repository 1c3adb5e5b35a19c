import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Dialog } from '../widgets/Dialog.tsx';
import { Kbd } from '../widgets/Kbd.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import { rankCommands } from './rank-commands.ts';
import styles from './CommandPalette.module.css';

/** Everything that can be done, found by typing. Arrow keys choose, Enter runs. */
export function CommandPalette({ query }: { readonly query: string }) {
  const { commands, view } = useWorkbench();
  const [text, setText] = useState(query);
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const found = useMemo(
    () =>
      rankCommands(
        commands.all().filter(({ hidden, id }) => hidden !== true && id !== 'view.palette'),
        text,
      ),
    [commands, text],
  );
  const at = Math.min(chosen, found.length - 1);
  const close = () => view.setState({ dialog: undefined });
  const run = (command: WorkbenchCommand | undefined) => {
    if (command === undefined || (command.enabled?.() ?? true) !== true) return;
    close();
    void commands.run(command.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen(Math.max(0, Math.min(found.length - 1, at + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[at]);
    }
  };
  return (
    <Dialog open title="Command palette" onClose={close} initialFocus={field}>
      <input
        ref={field}
        className={styles['field']}
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={listId}
        {...(found[at] === undefined ? {} : { 'aria-activedescendant': `${listId}-${at}` })}
        placeholder="What do you want to do?"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div {...listRole} id={listId} className={styles['list']}>
        {found.map((command, index) => (
          <CommandOption
            key={command.id}
            id={`${listId}-${index}`}
            command={command}
            chosen={index === at}
            onRun={() => run(command)}
          />
        ))}
      </div>
      {found.length === 0 ? <p className={styles['none']}>Nothing is called that.</p> : undefined}
    </Dialog>
  );
}

// The field keeps the focus; these roles tell what it drives (a combobox with a list of options).
const listRole = { role: 'listbox', 'aria-label': 'Commands' } as const;
const optionRole = { role: 'option', tabIndex: -1 } as const;

function CommandOption(props: {
  readonly id: string;
  readonly command: WorkbenchCommand;
  readonly chosen: boolean;
  readonly onRun: () => void;
}) {
  const { command, chosen } = props;
  const enabled = command.enabled?.() ?? true;
  const key = command.keys?.[0];
  const press = { onClick: props.onRun };
  return (
    <div
      ref={(element) => {
        if (chosen) element?.scrollIntoView({ block: 'nearest' });
      }}
      id={props.id}
      {...optionRole}
      {...press}
      aria-selected={chosen}
      aria-disabled={enabled !== true}
      className={styles['option']}
    >
      <span className={styles['group']}>{command.group}</span>
      <span className={styles['name']}>
        {command.title}
        {enabled === true ? undefined : <small>{enabled}</small>}
      </span>
      {key === undefined ? undefined : <Kbd keys={key} />}
    </div>
  );
}
