import Ban from 'lucide-react/icons/ban';
import Flag from 'lucide-react/icons/flag';
import Hourglass from 'lucide-react/icons/hourglass';
import Inbox from 'lucide-react/icons/inbox';
import Send from 'lucide-react/icons/send';
import Signpost from 'lucide-react/icons/signpost';
import WorkflowIcon from 'lucide-react/icons/workflow';
import Layers from 'lucide-react/icons/layers';
import OctagonX from 'lucide-react/icons/octagon-x';
import SquareStack from 'lucide-react/icons/square-stack';
import RotateCw from 'lucide-react/icons/rotate-cw';
import ListOrdered from 'lucide-react/icons/list-ordered';
import Boxes from 'lucide-react/icons/boxes';
import CircleStop from 'lucide-react/icons/circle-stop';
import LogOut from 'lucide-react/icons/log-out';
import CircleX from 'lucide-react/icons/circle-x';
import Bot from 'lucide-react/icons/bot';
import Box from 'lucide-react/icons/box';
import CodeXml from 'lucide-react/icons/code-xml';
import FileInput from 'lucide-react/icons/file-input';
import Globe from 'lucide-react/icons/globe';
import ListTree from 'lucide-react/icons/list-tree';
import Repeat from 'lucide-react/icons/repeat';
import ShieldCheck from 'lucide-react/icons/shield-check';
import Split from 'lucide-react/icons/split';
import StickyNote from 'lucide-react/icons/sticky-note';
import Timer from 'lucide-react/icons/timer';
import UserRound from 'lucide-react/icons/user-round';
import WandSparkles from 'lucide-react/icons/wand-sparkles';
import { createElement } from 'react';

/** The icons that node kinds name; one more is one line, an unknown name is drawn as a box. */
const icons = new Map([
  ['ban', Ban],
  ['circle-x', CircleX],
  ['flag', Flag],
  ['hourglass', Hourglass],
  ['inbox', Inbox],
  ['send', Send],
  ['signpost', Signpost],
  ['workflow', WorkflowIcon],
  ['layers', Layers],
  ['octagon-x', OctagonX],
  ['square-stack', SquareStack],
  ['rotate-cw', RotateCw],
  ['list-ordered', ListOrdered],
  ['boxes', Boxes],
  ['circle-stop', CircleStop],
  ['log-out', LogOut],
  ['bot', Bot],
  ['code-xml', CodeXml],
  ['file-input', FileInput],
  ['globe', Globe],
  ['list-tree', ListTree],
  ['repeat', Repeat],
  ['shield-check', ShieldCheck],
  ['split', Split],
  ['sticky-note', StickyNote],
  ['timer', Timer],
  ['user-round', UserRound],
  ['wand-sparkles', WandSparkles],
]);

export function KindIcon({ name, size = 14 }: { readonly name: string | undefined; readonly size?: number }) {
  const look = { width: size, height: size, strokeWidth: 1.8, 'aria-hidden': true } as const;
  return createElement(icons.get(name ?? '') ?? Box, look);
}
