import type { ContextChange, ContextPatch, ExecutionEvent, ForkedScope, NodeAct } from './event.ts';
import type { ValueHash } from './ids.ts';
import type { ValueRef } from './value.ts';

/** Every value that an event names, in a fixed order. */
export function valuesOf<V>(event: ExecutionEvent<V>): V[] {
  const found: V[] = [];
  mapEventValues(event, (value) => {
    found.push(value);
    return value;
  });
  return found;
}

export function hashesOf(events: readonly ExecutionEvent[]): Set<ValueHash> {
  return new Set(events.flatMap((event) => valuesOf<ValueRef>(event).map(({ hash }) => hash)));
}

/** The same event with its values carried in another way. */
export function mapEventValues<V, W>(event: ExecutionEvent<V>, map: (value: V) => W): ExecutionEvent<W> {
  const change = ({ key, before, after, paths }: ContextChange<V>): ContextChange<W> => ({
    key,
    ...(paths === undefined ? {} : { paths }),
    ...(before === undefined ? {} : { before: map(before) }),
    ...(after === undefined ? {} : { after: map(after) }),
  });
  switch (event.type) {
    case 'execution-started': {
      const { input, changes, scopes, ...rest } = event;
      return {
        ...rest,
        changes: changes.map(change),
        ...(input === undefined ? {} : { input: map(input) }),
        ...(scopes === undefined ? {} : { scopes: scopes.map((scope) => mapScopeValues(scope, map)) }),
      };
    }
    case 'frame-opened':
    case 'context-edited':
      return { ...event, changes: event.changes.map(change) };
    case 'activation-failed': {
      const { input, ...rest } = event;
      return { ...rest, ...(input === undefined ? {} : { input: map(input) }) };
    }
    case 'context-conflict': {
      const [first, second] = event.values;
      return { ...event, values: [first && map(first), second && map(second)] as const };
    }
    case 'context-rejected': {
      const { value, repaired, ...rest } = event;
      return {
        ...rest,
        ...(value === undefined ? {} : { value: map(value) }),
        ...(repaired === undefined ? {} : { repaired: map(repaired) }),
      };
    }
    case 'step-committed': {
      const { input, output, changes, writes, patches, acts, ...rest } = event;
      return {
        ...rest,
        changes: changes.map(change),
        ...(input === undefined ? {} : { input: map(input) }),
        ...(output === undefined ? {} : { output: map(output) }),
        ...(writes === undefined ? {} : { writes: writes.map(({ key, value }) => ({ key, value: map(value) })) }),
        ...(patches === undefined ? {} : { patches: patches.map((patch) => mapPatchValue(patch, map)) }),
        ...(acts === undefined ? {} : { acts: acts.map((act) => mapActValue(act, map)) }),
      };
    }
    case 'message-sent':
      return { ...event, value: map(event.value) };
    default:
      return event;
  }
}

function mapPatchValue<V, W>(patch: ContextPatch<V>, map: (value: V) => W): ContextPatch<W> {
  return 'remove' in patch ? patch : { ...patch, value: map(patch.value) };
}

function mapScopeValues<V, W>(scope: ForkedScope<V>, map: (value: V) => W): ForkedScope<W> {
  const write = ({ key, value }: { readonly key: string; readonly value: V }) => ({ key, value: map(value) });
  return {
    ...scope,
    entries: scope.entries.map(write),
    own: scope.own.map(({ writes, removed, patches }) => ({
      writes: writes.map(write),
      removed,
      ...(patches === undefined ? {} : { patches: patches.map((patch) => mapPatchValue(patch, map)) }),
    })),
  };
}

function mapActValue<V, W>(act: NodeAct<V>, map: (value: V) => W): NodeAct<W> {
  return act.type === 'send' || act.type === 'spawn' ? { ...act, value: map(act.value) } : act;
}
