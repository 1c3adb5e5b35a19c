import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import type { KeyBindingPress } from 'tinykeys';
import type { Dispose } from '../../base/disposable.ts';
import type { CommandRegistry, WorkbenchCommand } from '../workbench/command-registry.ts';

/**
 * Runs commands by their keys. Where several have the same key (Pause and Resume), the first that makes sense now.
 * While typing only F-keys and Ctrl+Enter act; in a dialog none do.
 */
export function bindKeys(commands: CommandRegistry, target: Window): Dispose {
  const presses = new Map<string, KeyBindingPress | undefined>();
  const pressOf = (keys: string) => {
    if (!presses.has(keys)) presses.set(keys, parseKeybinding(keys)[0]);
    return presses.get(keys);
  };
  const matches = (event: KeyboardEvent, command: WorkbenchCommand) =>
    command.nativeKeys !== true &&
    (command.keys ?? []).some((keys) => {
      const press = pressOf(keys);
      return press !== undefined && matchKeyBindingPress(event, press);
    });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const place = placeOf(event.target);
    const command = commands
      .all()
      .find((each) => matches(event, each) && acts(each, event, place) && (each.enabled?.() ?? true) === true);
    if (command === undefined) {
      // F8 to F11 are ours even where they do nothing now: F10 would open the browser's menu.
      if (/^F(8|9|10|11)$/.test(event.key) && (!event.shiftKey || event.key === 'F11') && place !== 'dialog')
        event.preventDefault();
      return;
    }
    event.preventDefault();
    void commands.run(command.id);
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

type Place = 'nowhere' | 'canvas' | 'field' | 'dialog' | 'elsewhere';

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'nowhere';
  if (target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null) return 'dialog';
  if (target.closest('input, textarea, select, [contenteditable=true], .cm-editor') !== null) return 'field';
  if (target.closest('[data-scope=canvas]') !== null) return 'canvas';
  return target === target.ownerDocument.body ? 'nowhere' : 'elsewhere';
}

function acts(command: WorkbenchCommand, event: KeyboardEvent, place: Place): boolean {
  const mod = event.ctrlKey || event.metaKey;
  switch (place) {
    case 'dialog':
      return false;
    case 'field':
      return command.whileTyping === true || /^F\d+$/.test(event.key) || (mod && event.key === 'Enter');
    case 'elsewhere':
      return command.scope === undefined;
    case 'canvas':
    case 'nowhere':
      return true;
    default:
      return false;
  }
}
