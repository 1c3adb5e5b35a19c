import { createSnapshot } from '../context/snapshot.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { ActivationRequest, ContextSnapshot, RecordedWait, ScopeTurn } from '../model/activation.ts';
import type { EffectRecord, ReadSet } from '../model/event.ts';
import type { ActivationNumber, ActivationPath, ExecutionId, NodeId, VariantId } from '../model/ids.ts';
import type { JsonObject, Value } from '../model/value.ts';
import type { ActivationRun } from './activation-run.ts';

export const noReads: ReadSet = { keys: {}, allKeys: false };

/** What an executor is told about the attempt that it makes. What costs something is made when it is asked for. */
export class OneRequest implements ActivationRequest {
  private readonly run: ActivationRun;
  private readonly version: ContextVersion;
  private snapshot: ContextSnapshot | undefined;
  readonly waits: readonly RecordedWait[];

  constructor(run: ActivationRun, version: ContextVersion) {
    this.run = run;
    this.version = version;
    this.waits = run.activation.waits;
  }

  get executionId(): ExecutionId {
    return this.run.owner.executionId;
  }
  get activation(): ActivationNumber {
    return this.run.number;
  }
  get path(): ActivationPath {
    return this.run.path;
  }
  get node(): NodeId {
    return this.run.node.id;
  }
  get kind(): string {
    return this.run.node.kind;
  }
  get variant(): VariantId {
    return this.run.implementation.variant;
  }
  get attempt(): number {
    return this.run.attempt;
  }
  get iteration(): number {
    return this.run.activation.iteration;
  }
  get config(): JsonObject {
    return this.run.implementation.config;
  }
  get context(): ContextSnapshot {
    this.snapshot ??= createSnapshot(this.version, this.run.node.reads);
    return this.snapshot;
  }
  get input(): Value {
    return this.run.inputValue;
  }
  get executionInput(): Value {
    return this.run.owner.executionInput;
  }
  get seed(): string {
    return `${this.run.owner.executionSeed}/${this.path}/${this.iteration}/${this.attempt}`;
  }
  get tape(): readonly EffectRecord[] | undefined {
    return this.run.tape;
  }
  get timeoutMs(): number {
    return this.run.node.timeoutMs;
  }
  get maxConcurrency(): number {
    return this.run.owner.maxConcurrency;
  }
  get scope(): ScopeTurn | undefined {
    return this.run.turn;
  }
  get signal(): AbortSignal {
    return this.run.signal;
  }

  readSet(): ReadSet {
    return this.snapshot?.readSet() ?? noReads;
  }

  /** As own properties, for whoever takes it apart. */
  toPlain(): ActivationRequest {
    const { executionId, activation, path, node, kind, variant, attempt, iteration, config, context } = this;
    const { input, executionInput, seed, timeoutMs, signal, waits, tape, scope } = this;
    return {
      executionId,
      activation,
      path,
      node,
      kind,
      variant,
      attempt,
      iteration,
      config,
      context,
      input,
      executionInput,
      seed,
      timeoutMs,
      signal,
      waits,
      ...(tape === undefined ? {} : { tape }),
      ...(scope === undefined ? {} : { scope }),
    };
  }
}
