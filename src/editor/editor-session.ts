import { ownGraph } from '../model/graph-names.ts';
import { createStore } from 'zustand/vanilla';
import { ensureDefined } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Dispose } from '../base/disposable.ts';
import type { GraphEdit } from '../graph/edit.ts';
import type { Problem } from '../graph/problem.ts';
import { validateDocument } from '../graph/validate.ts';
import type { ExecutionsClient, WorkflowsClient } from '../host/engine-client.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import { toErrorInfo, WtbError } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { WorkflowId } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { WorkflowRecord } from '../storage/ports.ts';
import { breakpointChange, withChange, withoutChange } from './document-breakpoints.ts';
import type { DraftStore } from './draft-store.ts';
import type { EditCommand, EditorSession, EditorState } from './editor-state.ts';
import { createExpressionChecks, type CheckExpressionLater } from './expression-checks.ts';
import { emptyHistory, noBreakpointChange, record, redone, undone, type Command, type History } from './history.ts';
import { applyEditsIn, isOfDocument, lookAtGraph } from './shown-graph.ts';
import { createSourceChecks, type CheckSourceLater, type SourceChecks } from './source-checks.ts';

export interface EditorPorts {
  readonly workflows: WorkflowsClient;
  readonly executions: Pick<ExecutionsClient, 'setBreakpoints'>;
  readonly kinds: NodeKinds;
  readonly clock: Clock;
  /** Without it, expressions are first looked into when they run. */
  readonly checkExpression?: CheckExpressionLater;
  /** Without it, the code of variants is first parsed when it runs. */
  readonly checkSource?: CheckSourceLater;
  /** Tells when the page is about to go or to be hidden: what is unsaved is saved at once. */
  readonly onHide?: (listener: () => void) => Dispose;
  /** Where what is unsaved is put when the page goes, since saving may come too late then. */
  readonly drafts?: DraftStore;
}

const autosaveMs = 400;
const retryMs = 5000;
/** Code that is being typed is not parsed at every key. */
const parseMs = 600;

const closed: EditorState = {
  workflow: undefined,
  document: undefined,
  graph: ownGraph,
  shown: undefined,
  borrowed: undefined,
  version: 0,
  problems: [],
  breakpoints: [],
  undoLabel: undefined,
  redoLabel: undefined,
  saving: 'saved',
  saveError: undefined,
};

/**
 * The document being edited. Every change becomes a command of the history and is saved a moment later:
 *
 *     saved ──edit──▶ unsaved ──timer, flush, hide──▶ saving ──▶ saved
 *                        ▲                              ├──▶ failed ──timer, edit, flush──▶ saving
 *                        └──────────edit────────────────┴──▶ conflict ──resolveConflict──▶ saving | saved
 *
 * In a conflict nothing is saved and nothing is lost: editing goes on, until the user says which version to keep.
 */
export function createEditorSession(ports: EditorPorts): EditorSession {
  return new Session(ports);
}

class Session implements EditorSession {
  readonly store = createStore<EditorState>(() => closed);
  private readonly ports: EditorPorts;
  private readonly checks: ReturnType<typeof createExpressionChecks> | undefined;
  private readonly sources: SourceChecks | undefined;
  private readonly disposals: Dispose[] = [];
  private history: History = emptyHistory;
  /** The document as stored at `state.version`; it is the one shown exactly when nothing is unsaved. */
  private saved: GraphDocument | undefined;
  private cancelTimer: Dispose = () => {};
  private cancelParsing: Dispose = () => {};
  private saveUnderWay: Promise<void> | undefined;
  private breakpointWrites = 0;
  /** Counts openings, so that what was asked for an earlier workflow is dropped when it arrives. */
  private opening = 0;

  constructor(ports: EditorPorts) {
    this.ports = ports;
    const { checkExpression, checkSource, kinds } = ports;
    this.sources = checkSource === undefined ? undefined : createSourceChecks(checkSource);
    this.checks = checkExpression === undefined ? undefined : createExpressionChecks(kinds, checkExpression);
    this.disposals.push(
      ports.workflows.subscribe(({ id }) => {
        if (id === this.state.workflow) void this.lookOutside();
      }),
    );
    if (ports.onHide !== undefined) this.disposals.push(ports.onHide(() => this.hide()));
  }

  private get state(): EditorState {
    return this.store.getState();
  }

  private get unsaved(): boolean {
    return this.state.document !== this.saved;
  }

  async open(workflow: WorkflowId): Promise<void> {
    await this.flush();
    const opening = ++this.opening;
    const stored = await this.ports.workflows.get(workflow);
    if (opening !== this.opening) return;
    // An edit made while the other workflow was on its way belongs to the one that is still shown.
    await this.flush();
    this.history = emptyHistory;
    this.saved = stored.document;
    const { version, breakpoints, document } = stored;
    const problems = this.problemsOf(document);
    this.store.setState({ ...closed, workflow, document, shown: document, version, breakpoints, problems }, true);
    this.checkExpressions(document);
    await this.recover(stored);
  }

  edit(edits: readonly GraphEdit[], { label, mergeKey, renamesGraph }: EditCommand): void {
    const { document, graph, borrowed, breakpoints } = this.state;
    const before = ensureDefined(document, 'no workflow is open');
    if (borrowed !== undefined && !edits.every(isOfDocument)) return;
    const after = applyEditsIn(before, graph, edits);
    if (after === before) return;
    const shows = renamesGraph?.from === graph ? renamesGraph.to : graph;
    this.command({
      label,
      mergeKey: mergeKey === undefined ? undefined : `${graph}/${mergeKey}`,
      at: this.ports.clock.now(),
      before,
      after,
      graphs: { before: graph, after: shows },
      breakpoints: breakpointChange(breakpoints, {
        edits,
        graph,
        before,
        after,
        renamesGraph,
        kinds: this.ports.kinds,
      }),
    });
    this.scheduleSave();
  }

  showGraph(name: string, lender?: GraphDocument): void {
    const { document, graph, borrowed } = this.state;
    if (document === undefined) return;
    const next = lookAtGraph(document, name, lender);
    if (next.graph !== graph || next.borrowed !== borrowed) this.store.setState(next);
  }

  undo(): void {
    const step = undone(this.history);
    if (step === undefined) return;
    this.history = step.history;
    this.keepBreakpoints(withoutChange(this.state.breakpoints, step.command.breakpoints));
    this.show(step.command.before, step.command.graphs.before);
    this.scheduleSave();
  }

  redo(): void {
    const step = redone(this.history);
    if (step === undefined) return;
    this.history = step.history;
    this.keepBreakpoints(withChange(this.state.breakpoints, step.command.breakpoints));
    this.show(step.command.after, step.command.graphs.after);
    this.scheduleSave();
  }

  async flush(): Promise<void> {
    do await this.save();
    while (this.unsaved && this.state.saving !== 'conflict' && this.state.saving !== 'failed');
    if (!this.unsaved) return;
    throw new WtbError(ensureDefined(this.state.saveError, 'a save that fails says why'));
  }

  async resolveConflict(keep: 'ours' | 'theirs'): Promise<void> {
    const { workflow, document: ours, saving } = this.state;
    if (workflow === undefined || ours === undefined || saving !== 'conflict') return;
    const theirs = await this.ports.workflows.get(workflow);
    if (this.state.workflow !== workflow) return;
    this.store.setState({ version: theirs.version, saving: 'unsaved', saveError: undefined });
    this.saved = theirs.document;
    if (keep === 'ours') await this.flush();
    else this.adopt(theirs, 'Take the other version');
  }

  setBreakpoints(breakpoints: readonly Breakpoint[]): void {
    this.keepBreakpoints(breakpoints);
  }

  dispose(): void {
    void this.save();
    this.cancelTimer();
    this.cancelParsing();
    for (const dispose of this.disposals.splice(0)) dispose();
  }

  /** The page may be gone before a save is through: what is unsaved is put down at once as well. */
  private hide(): void {
    const { workflow, document, version, saving } = this.state;
    if (workflow !== undefined && document !== undefined && this.unsaved && saving !== 'conflict') {
      this.ports.drafts?.keep(workflow, { version, document });
    }
    void this.save();
  }

  /** Takes up what the page could not save when it went, unless a newer version was saved since. */
  private async recover({ id, version, document }: WorkflowRecord): Promise<void> {
    const draft = await this.ports.drafts?.take(id);
    if (draft === undefined || draft.version !== version || this.state.document !== document) return;
    if (JSON.stringify(draft.document) === JSON.stringify(document)) return;
    this.edit([{ type: 'replace-document', document: draft.document }], { label: 'Edits from before the page closed' });
  }

  /** Makes a command part of the history and shows what it made. */
  private command(command: Command): void {
    this.history = record(this.history, command);
    this.keepBreakpoints(withChange(this.state.breakpoints, command.breakpoints));
    this.show(command.after, command.graphs.after);
  }

  private show(document: GraphDocument, graph: string): void {
    const { saving, borrowed } = this.state;
    const busy = saving === 'conflict' || saving === 'saving';
    this.store.setState({
      ...lookAtGraph(document, graph, borrowed),
      problems: this.problemsOf(document),
      undoLabel: this.history.past.at(-1)?.label,
      redoLabel: this.history.future.at(-1)?.label,
      ...(busy ? {} : { saving: document === this.saved ? 'saved' : 'unsaved', saveError: undefined }),
    });
    this.checkExpressions(document);
  }

  /** The problems; the list shown already where nothing in it changed, so that who shows it need not again. */
  private problemsOf(document: GraphDocument): readonly Problem[] {
    const checkExpression = this.checks?.known;
    const found = validateDocument(
      document,
      this.ports.kinds,
      checkExpression === undefined ? {} : { checkExpression },
    );
    const problems = [...found, ...(this.sources?.problems(document) ?? [])];
    const shown = this.state.problems;
    return JSON.stringify(problems) === JSON.stringify(shown) ? shown : problems;
  }

  private checkExpressions(document: GraphDocument): void {
    void this.checks?.learn(document).then((learnt) => {
      if (learnt && this.state.document === document) this.store.setState({ problems: this.problemsOf(document) });
    });
    this.parseLater();
  }

  private parseLater(): void {
    const { sources, ports } = this;
    if (sources === undefined) return;
    this.cancelParsing();
    this.cancelParsing = ports.clock.setTimer(ports.clock.now() + parseMs, () => {
      const { document } = this.state;
      if (document === undefined) return;
      void sources.learn(document).then((learnt) => {
        if (learnt && this.state.document === document) this.store.setState({ problems: this.problemsOf(document) });
      });
    });
  }

  private keepBreakpoints(breakpoints: readonly Breakpoint[]): void {
    const { workflow, breakpoints: shown } = this.state;
    if (workflow === undefined || breakpoints === shown) return;
    this.store.setState({ breakpoints });
    this.breakpointWrites++;
    const write = () => this.ports.executions.setBreakpoints(workflow, breakpoints);
    write()
      .catch(async (error: unknown) => {
        // A path through a node that was renamed a moment ago: who checks it knows the document as it was saved.
        if (!this.unsaved || toErrorInfo(error).code !== 'execution/unknown-activation') throw error;
        await this.save();
        if (this.state.workflow === workflow && this.state.breakpoints === breakpoints) await write();
      })
      .catch((error: unknown) => {
        if (this.state.workflow === workflow) this.store.setState({ saveError: toErrorInfo(error) });
      })
      .finally(() => this.breakpointWrites--);
  }

  private scheduleSave(delayMs = autosaveMs): void {
    this.cancelTimer();
    if (!this.unsaved || this.state.saving === 'conflict') return;
    this.cancelTimer = this.ports.clock.setTimer(this.ports.clock.now() + delayMs, () => void this.save());
  }

  /** Saves until nothing is unsaved or a save fails; one save at a time. Never rejects: failures are shown. */
  private save(): Promise<void> {
    this.cancelTimer();
    this.saveUnderWay ??= this.saveAll().finally(() => {
      this.saveUnderWay = undefined;
    });
    return this.saveUnderWay;
  }

  private async saveAll(): Promise<void> {
    while (this.unsaved && this.state.saving !== 'conflict') {
      const { workflow, document, version } = this.state;
      if (workflow === undefined || document === undefined) return;
      this.store.setState({ saving: 'saving', saveError: undefined });
      try {
        const stored = await this.ports.workflows.save(workflow, document, version);
        this.saved = document;
        this.ports.drafts?.drop(workflow);
        this.store.setState({ version: stored.version, saving: this.unsaved ? 'unsaved' : 'saved' });
      } catch (error) {
        this.saveFailed(error);
        return;
      }
    }
  }

  private saveFailed(error: unknown): void {
    const saveError = toErrorInfo(error);
    const conflict = saveError.code === 'storage/conflict';
    this.store.setState({ saving: conflict ? 'conflict' : 'failed', saveError });
    if (!conflict) this.scheduleSave(retryMs);
  }

  /** Something about the workflow changed, here or elsewhere: takes over what is newer, unless ours is unsaved. */
  private async lookOutside(): Promise<void> {
    await this.saveUnderWay;
    const { workflow } = this.state;
    if (workflow === undefined || this.state.saving === 'conflict') return;
    const { breakpoints } = this.state;
    const ownAreStored = this.breakpointWrites === 0;
    const theirs = await this.ports.workflows.get(workflow).catch(() => undefined);
    await this.saveUnderWay;
    if (theirs === undefined || this.state.workflow !== workflow) return;
    if (theirs.version > this.state.version) this.meet(theirs);
    if (ownAreStored && breakpoints === this.state.breakpoints) this.meetBreakpoints(theirs.breakpoints);
  }

  private meet(theirs: WorkflowRecord): void {
    if (!this.unsaved) {
      this.store.setState({ version: theirs.version });
      this.saved = theirs.document;
      this.adopt(theirs, 'Changes from another tab');
      return;
    }
    this.cancelTimer();
    this.store.setState({
      saving: 'conflict',
      saveError: {
        code: 'storage/conflict',
        message: 'Another tab saved a newer version of this workflow.',
        remedy: 'Keep yours, or take the other; yours stays reachable by undo.',
      },
    });
  }

  /** Shows a stored version as a command, so that undo leads back to what was shown before. */
  private adopt(theirs: WorkflowRecord, label: string): void {
    const before = ensureDefined(this.state.document, 'a workflow is open');
    const at = this.ports.clock.now();
    const { graph } = this.state;
    const graphs = { before: graph, after: graph };
    const breakpoints = noBreakpointChange;
    this.command({ label, mergeKey: undefined, at, before, after: theirs.document, graphs, breakpoints });
  }

  private meetBreakpoints(breakpoints: readonly Breakpoint[]): void {
    if (JSON.stringify(breakpoints) !== JSON.stringify(this.state.breakpoints)) this.store.setState({ breakpoints });
  }
}
