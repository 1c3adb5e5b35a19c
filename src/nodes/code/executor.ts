import type { NodeExecutor } from '../../model/activation.ts';
import type { JsonObject } from '../../model/value.ts';
import { failure } from '../node-failure.ts';

export const codeExecutor: NodeExecutor = {
  execute(activation, tools) {
    const { source, params } = activation.config;
    if (typeof source !== 'string' || source.trim() === '') {
      return failure(activation, {
        code: 'document/bad-config',
        message: 'The variant has no source.',
        remedy: 'Write `export default async ({ context }) => { … }`.',
        retryable: false,
      });
    }
    return tools.runCode(source, isObject(params) ? params : {});
  },
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
