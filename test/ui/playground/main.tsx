import { createRoot } from 'react-dom/client';
import { App } from '../../../src/ui/shell/App.tsx';
import { createFakeWorkbench } from '../fake-workbench.ts';

const root = document.querySelector('#root');
const options = new URLSearchParams(location.search);
const workbench = createFakeWorkbench({ inspected: options.get('execution') !== 'none' });
workbench.view.setState({
  tour: options.has('tour') ? 'unseen' : 'done',
  theme: options.get('theme') === 'dark' ? 'dark' : 'light',
});
Object.assign(globalThis, { workbench });
if (root !== null) createRoot(root).render(<App workbench={workbench} />);
