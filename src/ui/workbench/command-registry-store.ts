import { createEmitter } from '../../base/emitter.ts';
import type { CommandRegistry, WorkbenchCommand } from './command-registry.ts';

/** @param notify shows a failure, or the reason why a command makes no sense now, to the user */
export function createCommandRegistry(notify: (problem: unknown) => void): CommandRegistry {
  const changed = createEmitter<undefined>();
  const commands = new Map<string, WorkbenchCommand>();
  let listed: readonly WorkbenchCommand[] | undefined;

  const update = () => {
    listed = undefined;
    changed.emit(undefined);
  };
  return {
    register(added) {
      for (const command of added) commands.set(command.id, command);
      update();
      return () => {
        // A later registration of the same id stays.
        for (const command of added) if (commands.get(command.id) === command) commands.delete(command.id);
        update();
      };
    },
    all() {
      listed ??= [...commands.values()];
      return listed;
    },
    get: (id) => commands.get(id),
    async run(id) {
      const command = commands.get(id);
      if (command === undefined || (command.enabled?.() ?? true) !== true) return;
      try {
        await command.run();
      } catch (error) {
        notify(error);
      }
    },
    subscribe: (listener) => changed.subscribe(() => listener()),
  };
}
