import type { NodeDefinition, NodeKinds } from '../model/node-definition.ts';
import { assertDefinition } from './assert/definition.ts';
import { codeDefinition } from './code/definition.ts';
import { conditionDefinition } from './condition/definition.ts';
import { delayDefinition } from './delay/definition.ts';
import { humanDefinition } from './human/definition.ts';
import { inputDefinition } from './input/definition.ts';
import { noteDefinition } from './note/definition.ts';
import { cancelDefinition } from './cancel/definition.ts';
import { choiceDefinition } from './choice/definition.ts';
import { endDefinition } from './end/definition.ts';
import { loopDefinition } from './loop/definition.ts';
import { mapDefinition } from './map/definition.ts';
import { subflowDefinition } from './subflow/definition.ts';
import { receiveDefinition } from './receive/definition.ts';
import { sendDefinition } from './send/definition.ts';
import { waitDefinition } from './wait/definition.ts';
import { transformDefinition } from './transform/definition.ts';

/**
 * Every built-in kind, in the palette's order. Definitions only: no executor is loaded with them, so that the page
 * may import this. A new kind is a folder, a line here and, where it runs, a line in `executors.ts`.
 */
const definitions: readonly NodeDefinition[] = [
  inputDefinition,
  codeDefinition,
  transformDefinition,
  conditionDefinition,
  subflowDefinition,
  mapDefinition,
  loopDefinition,
  endDefinition,
  cancelDefinition,
  delayDefinition,
  waitDefinition,
  sendDefinition,
  receiveDefinition,
  choiceDefinition,
  humanDefinition,
  assertDefinition,
  noteDefinition,
];

export const nodeKinds: NodeKinds = new Map(definitions.map((definition) => [definition.kind, definition]));
