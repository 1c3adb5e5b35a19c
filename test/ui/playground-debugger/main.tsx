import { executionId } from '../../../src/model/ids.ts';
import { applyTheme } from '../../../src/ui/theme/theme.ts';
import { createRecordedWorkbench, mountPanels } from './mount.tsx';

/** The debugger's panels over recorded executions: `?theme=dark&x=x11`. */
const wanted = new URLSearchParams(location.search);
const workbench = createRecordedWorkbench();
Object.assign(window, { playground: workbench });
applyTheme(wanted.get('theme') === 'dark' ? 'dark' : 'light');
mountPanels(document.querySelector('#root') as HTMLElement, workbench);
void workbench.debug.inspect(executionId(wanted.get('x') ?? 'x12'));
