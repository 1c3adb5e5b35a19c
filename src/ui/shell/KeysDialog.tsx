import { Dialog } from '../widgets/Dialog.tsx';
import { keyLabel } from '../widgets/key-hint.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import styles from './CommandPalette.module.css';

/** Every key there is. */
export function KeysDialog() {
  const { commands, view } = useWorkbench();
  const withKeys = commands.all().filter(({ keys, hidden }) => keys !== undefined && hidden !== true);
  const groups = [...new Set(withKeys.map(({ group }) => group))];
  return (
    <Dialog open title="Keys" size="large" onClose={() => view.setState({ dialog: undefined })}>
      <div className={styles['keys']} {...scrolled}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {withKeys
                .filter((command) => command.group === group)
                .map((command) => (
                  <KeyRow key={command.id} command={command} />
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Pointer and typing</h3>
          <dl>
            {pointer.map(([what, how]) => (
              <div key={what} className={styles['pair']}>
                <dt>{what}</dt>
                <dd>{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

/** In the tab order, so that the arrow keys scroll it. */
const scrolled = { role: 'group', 'aria-label': 'List of keys', tabIndex: 0 } as const;

const pointer = [
  ['Pan', 'drag the ground, or Space and drag'],
  ['Select several', 'Shift and drag, or Ctrl and click'],
  ['Zoom', 'wheel, or pinch'],
  ['Rename', 'double click a name'],
  ['Open the graph that a node runs', 'double click the node'],
  ['Everything else', 'right click'],
  ['Leave the code editor', 'Esc, then Tab'],
] as const;

/** A key that another spelling of the pattern already shows stands once. */
function labelsOf({ keys = [] }: WorkbenchCommand): readonly string[] {
  const labels = keys.filter((each) => !each.startsWith('Numpad')).map(keyLabel);
  return labels.filter((label) => !labels.includes(label.replace(/^Shift /, '')) || !label.startsWith('Shift '));
}

function KeyRow({ command }: { readonly command: WorkbenchCommand }) {
  return (
    <div className={styles['pair']}>
      <dt>{command.title}</dt>
      <dd>
        {labelsOf(command).map((label) => (
          <kbd key={label}>{label}</kbd>
        ))}
      </dd>
    </div>
  );
}
