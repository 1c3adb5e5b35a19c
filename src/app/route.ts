import type { ViewState } from '../ui/workbench/view-state.ts';

/**
 * What the address says: `#/w/<workflow>`, `#/w/<workflow>/x/<execution>`, `#/w/<workflow>/x/<execution>/c/<point>`,
 * with the open panels after `?`. A point is a checkpoint's id (`c12`) or an activation such as `train#3`: the third
 * activation of `train` on the head's branch, or `map[12]/score` within a scope; `map[12]` is where that item began.
 * `g` names the graph that the canvas shows.
 */
export interface Route {
  readonly workflow?: string;
  readonly execution?: string;
  readonly point?: string;
  readonly panels: Panels;
}

export type Panels = Partial<Pick<ViewState, 'leftTab' | 'inspectorTab' | 'bottomTab' | 'detailTab'>> & {
  readonly selectedNodes?: readonly string[];
  /** The named graph that is shown; the document's own where absent. */
  readonly graph?: string;
};

const choices = {
  left: ['workflows', 'build', 'executions'],
  inspector: ['variants', 'settings', 'contract', 'retry', 'last'],
  bottom: ['timeline', 'console', 'branches', 'problems'],
  detail: ['diff', 'context', 'io', 'logs', 'compare'],
} as const;

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) {
    // A point is the last there is, and a path such as `map[12]/score` has slashes of its own.
    const isPoint = parts[i] === 'c';
    fields.set(parts[i] as string, isPoint ? parts.slice(i + 1).join('/') : (parts[i + 1] as string));
    if (isPoint) break;
  }
  const [workflow, execution, point] = [fields.get('w'), fields.get('x'), fields.get('c')];
  return {
    ...(workflow === undefined ? {} : { workflow }),
    ...(execution === undefined ? {} : { execution }),
    ...(point === undefined ? {} : { point }),
    panels: parsePanels(new URLSearchParams(query)),
  };
}

export function formatRoute(route: Route): string {
  const path = [
    ...(route.workflow === undefined ? [] : ['w', route.workflow]),
    ...(route.workflow === undefined || route.execution === undefined ? [] : ['x', route.execution]),
    ...(route.execution === undefined || route.point === undefined ? [] : ['c', route.point]),
  ].map(encodeURIComponent);
  const query = formatPanels(route.panels).toString();
  return `#/${path.join('/')}${query === '' ? '' : `?${query}`}`;
}

function parsePanels(query: URLSearchParams): Panels {
  const pick = <T extends string>(name: string, from: readonly T[]): T | undefined =>
    from.find((choice) => choice === query.get(name));
  const left = pick('left', choices.left);
  const inspector = pick('inspector', choices.inspector);
  const bottom = pick('bottom', choices.bottom);
  const detail = pick('detail', choices.detail);
  const nodes = query.get('nodes');
  const graph = query.get('g');
  return {
    ...(left === undefined ? {} : { leftTab: left }),
    ...(inspector === undefined ? {} : { inspectorTab: inspector }),
    ...(bottom === undefined ? {} : { bottomTab: bottom }),
    ...(detail === undefined ? {} : { detailTab: detail }),
    ...(graph === null || graph === '' ? {} : { graph }),
    ...(nodes === null ? {} : { selectedNodes: nodes.split(',').filter((id) => id !== '') }),
  };
}

function formatPanels(panels: Panels): URLSearchParams {
  const query = new URLSearchParams();
  if (panels.graph !== undefined) query.set('g', panels.graph);
  if (panels.leftTab !== undefined) query.set('left', panels.leftTab);
  if (panels.inspectorTab !== undefined) query.set('inspector', panels.inspectorTab);
  if (panels.bottomTab !== undefined) query.set('bottom', panels.bottomTab);
  if (panels.detailTab !== undefined) query.set('detail', panels.detailTab);
  if (panels.selectedNodes !== undefined && panels.selectedNodes.length > 0 && panels.selectedNodes.length <= 20) {
    query.set('nodes', panels.selectedNodes.join(','));
  }
  return query;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
