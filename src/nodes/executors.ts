import type { NodeExecutor } from '../model/activation.ts';
import { assertExecutor } from './assert/executor.ts';
import { codeExecutor } from './code/executor.ts';
import { conditionExecutor } from './condition/executor.ts';
import { delayExecutor } from './delay/executor.ts';
import { loopExecutor } from './loop/executor.ts';
import { mapExecutor } from './map/executor.ts';
import { subflowExecutor } from './subflow/executor.ts';
import { humanExecutor } from './human/executor.ts';
import { inputExecutor } from './input/executor.ts';
import { cancelExecutor } from './cancel/executor.ts';
import { choiceExecutor } from './choice/executor.ts';
import { endExecutor } from './end/executor.ts';
import { receiveExecutor } from './receive/executor.ts';
import { sendExecutor } from './send/executor.ts';
import { waitExecutor } from './wait/executor.ts';
import { transformExecutor } from './transform/executor.ts';

/** What runs each executable kind; loaded where the engine runs. */
export const nodeExecutors: ReadonlyMap<string, NodeExecutor> = new Map([
  ['input', inputExecutor],
  ['code', codeExecutor],
  ['transform', transformExecutor],
  ['condition', conditionExecutor],
  ['delay', delayExecutor],
  ['subflow', subflowExecutor],
  ['map', mapExecutor],
  ['loop', loopExecutor],
  ['end', endExecutor],
  ['cancel', cancelExecutor],
  ['choice', choiceExecutor],
  ['receive', receiveExecutor],
  ['send', sendExecutor],
  ['wait', waitExecutor],
  ['human', humanExecutor],
  ['assert', assertExecutor],
]);
