import type { NodeTools } from '../model/activation.ts';
import type { ActivationRun } from './activation-run.ts';

/** What an executor is handed beside the request: it may take it apart, and most never look at it. Each tool is made when it is asked for. */
export class OneToolbox implements NodeTools {
  private readonly run: ActivationRun;

  constructor(run: ActivationRun) {
    this.run = run;
  }

  get evaluate(): NodeTools['evaluate'] {
    return async (expression, frame) => await this.run.evaluate(expression, frame);
  }
  get runCode(): NodeTools['runCode'] {
    return (source, params) => this.run.runCode(source, params);
  }
  get wait(): NodeTools['wait'] {
    return (request) => this.run.wait(request);
  }
  get now(): NodeTools['now'] {
    return () => this.run.now();
  }
  get log(): NodeTools['log'] {
    return (level, text) => this.run.log(level, text);
  }
}
