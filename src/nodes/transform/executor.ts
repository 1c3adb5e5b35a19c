import type { NodeExecutor } from '../../model/activation.ts';
import { configText, resultOf, returned } from '../node-failure.ts';

export const transformExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => returned(await tools.evaluate(configText(activation.config, 'expression')))),
};
