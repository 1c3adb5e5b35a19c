import { nodeInPlan } from '../../model/graph-names.ts';
import { useStore } from 'zustand';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { NodeId } from '../../model/ids.ts';
import { isInPlan, pinnedConfig, runsUnknownWorkflow, sameJson, swapTarget } from '../dialogs/swap-target.ts';
import { useBound } from '../inspector/use-bound.ts';
import { Prose } from '../widgets/Prose.tsx';
import { Banner } from '../widgets/Banner.tsx';
import { Button } from '../widgets/Button.tsx';
import type { Tone } from '../widgets/Chip.tsx';
import { StatusMark } from '../widgets/StatusMark.tsx';
import { nodeLabel, variantLabel } from '../workbench/labels.ts';
import { showCode } from '../workbench/show-code.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { Workbench } from '../workbench/workbench.ts';
import styles from './RunBar.module.css';
import { explainStandstill } from './standstill.ts';
import type { Standstill, StandstillAction } from './standstill.ts';

/** Why is it standing still? With the buttons that make sense now. */
export function StandstillBanner() {
  const { debug } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const document = useStore(debug.store, (state) => state.document);
  if (execution === undefined) return undefined;
  if (execution.driver === 'elsewhere' && ['running', 'pausing', 'paused'].includes(execution.status)) {
    return (
      <Banner tone="run" floating icon={<StatusMark state="running" />}>
        <b>Another tab drives this execution.</b> This one watches it live.
      </Banner>
    );
  }
  const standstill = explainStandstill(execution, document);
  return standstill.standing ? <StandstillView standstill={standstill} execution={execution} /> : undefined;
}

function StandstillView({
  standstill,
  execution,
}: {
  readonly standstill: Standstill;
  readonly execution: ExecutionSummary;
}) {
  const tone: Tone = standstill.state === 'failed' ? 'bad' : 'wait';
  const word = standstill.state === 'failed' && standstill.word === 'paused' ? 'failed' : standstill.word;
  return (
    <div className={styles['banner']} data-tour="standstill">
      <Banner
        tone={tone}
        floating
        icon={<StatusMark state={standstill.state} />}
        actions={
          <>
            {standstill.node !== undefined && standstill.actions.some(({ type }) => type === 'try-again') ? (
              <SwapInEdited node={standstill.node} execution={execution} />
            ) : undefined}
            {standstill.actions.filter(isNotInRunBar).map((action) => (
              <ActionButton key={action.type} action={action} />
            ))}
          </>
        }
      >
        <span className={styles['why']}>
          <b>
            {capitalized(word)} {standstill.where}
          </b>
          {standstill.why === '' ? (
            ''
          ) : (
            <>
              {' '}
              · <Prose text={standstill.why} />
            </>
          )}
          {standstill.error === undefined ? ` · ${stepText(execution)}` : ''}
        </span>
        {standstill.error?.remedy === undefined ? undefined : (
          <small className={styles['remedy']}>
            <Prose text={standstill.error.remedy} />
          </small>
        )}
      </Banner>
    </div>
  );
}

/** Resume and Step back are lit in the run bar; a word stands on one button only. */
const isNotInRunBar = ({ type }: StandstillAction): boolean => type !== 'resume' && type !== 'step-back';

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const stepText = ({ steps, branches }: ExecutionSummary): string =>
  steps === 0 ? 'no step yet' : `step ${steps}${branches > 1 ? ' of this branch' : ''}`;

/** Trying again runs what is bound: where the document's code has moved on, it is bound first. */
function SwapInEdited({ node: id, execution }: { readonly node: NodeId; readonly execution: ExecutionSummary }) {
  const { client, commands, debug, editor, toasts } = useWorkbench();
  const node = useStore(editor.store, (state) => nodeInPlan(state.document, id));
  const pinned = useStore(debug.store, (state) => state.document);
  const bound = useBound(id);
  const variant = node?.variants?.find((candidate) => candidate.id === bound?.variant);
  if (node === undefined || variant === undefined || bound === undefined || !isInPlan(pinned, id)) return undefined;
  if (sameJson(bound.config, pinnedConfig(pinned, id, variant)) || runsUnknownWorkflow(pinned, id, variant))
    return undefined;
  const swap = async () => {
    await client.executions.swap(execution.id, id, swapTarget(pinned, id, variant), 'from-here');
    debug.select(undefined);
    await commands.run('execution.resume');
  };
  return (
    <Button
      size="small"
      title={`Runs ${nodeLabel(node)} again with ${variantLabel(variant)} as it is now`}
      onClick={() => void swap().catch((problem: unknown) => toasts.error(problem))}
    >
      {node.kind === 'code' ? 'Swap in edited code' : 'Swap in edited settings'}
    </Button>
  );
}

function ActionButton({ action }: { readonly action: StandstillAction }) {
  const workbench = useWorkbench();
  const { word, run } = actionOf(workbench, action);
  return (
    <Button size="small" onClick={run}>
      {word}
    </Button>
  );
}

function actionOf(workbench: Workbench, action: StandstillAction): { readonly word: string; readonly run: () => void } {
  const { commands, debug, view } = workbench;
  switch (action.type) {
    case 'resume':
      return { word: 'Resume', run: () => void commands.run('execution.resume') };
    case 'try-again':
      return { word: 'Try again', run: () => void commands.run('execution.resume') };
    case 'step-back':
      return { word: 'Step back', run: () => void commands.run('execution.stepBack') };
    case 'problems':
      return { word: 'Show problems', run: () => view.setState({ bottomTab: 'problems' }) };
    case 'swap':
      return { word: 'Swap variant', run: () => view.setState({ dialog: { type: 'swap', node: action.node } }) };
    case 'fix-code':
      return {
        word: nodeInPlan(debug.store.getState().document, action.node)?.kind === 'code' ? 'Fix code' : 'Fix settings',
        run: () => showCode(workbench, action.node, debug.store.getState().nodes.get(action.node)?.error),
      };
    case 'send':
      return { word: 'Send message', run: () => view.setState({ dialog: { type: 'send', ...action.message } }) };
    case 'answer':
      // The form stands on the canvas, with the one Answer button.
      return { word: 'Go to the form', run: () => view.setState({ dialog: { type: 'answer', path: action.path } }) };
    default:
      return { word: '', run: () => undefined };
  }
}
