import type { ErrorInfo } from '../../model/errors.ts';
import { nodeInPlan } from '../../model/graph-names.ts';
import type { NodeId } from '../../model/ids.ts';
import { Prose } from '../widgets/Prose.tsx';
import { Button } from '../widgets/Button.tsx';
import { StatusMark } from '../widgets/StatusMark.tsx';
import { showCode } from '../workbench/show-code.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { useDebug } from '../timeline/use-debug.ts';
import styles from './Detail.module.css';

/** A failure: what is wrong, where in the variant's code, what to do, and the way there. */
export function ErrorCard(props: {
  readonly error: ErrorInfo;
  readonly node: NodeId | undefined;
  /** The execution went on although it happened. */
  readonly caught?: boolean;
}) {
  const { error, node, caught = false } = props;
  const workbench = useWorkbench();
  const isCode = useDebug(({ document }) => node === undefined || nodeInPlan(document, node)?.kind === 'code');
  return (
    <div className={styles['error']}>
      <div className={styles['errorHead']}>
        <StatusMark state="failed" />
        <strong>
          <Prose text={error.message} />
        </strong>
        <code>{error.code}</code>
      </div>
      <p className={styles['errorPlace']}>{placeText(error, caught)}</p>
      {error.remedy === undefined ? undefined : (
        <p>
          <Prose text={error.remedy} />
        </p>
      )}
      {error.stack === undefined ? undefined : (
        <pre className={styles['stack']} aria-label="Stack">
          {error.stack}
        </pre>
      )}
      {node === undefined ? undefined : (
        <div className={styles['errorActions']}>
          <Button size="small" onClick={() => showCode(workbench, node, error)}>
            {isCode ? 'Show the code' : 'Show the settings'}
          </Button>
          {caught ? undefined : <RepairActions node={node} />}
        </div>
      )}
    </div>
  );
}

function RepairActions({ node }: { readonly node: NodeId }) {
  const { commands, view } = useWorkbench();
  const paused = useDebug((state) => state.execution?.status === 'paused');
  if (!paused) return undefined;
  return (
    <>
      <Button size="small" onClick={() => view.setState({ dialog: { type: 'swap', node } })}>
        Swap variant
      </Button>
      <Button size="small" onClick={() => void commands.run('execution.resume')}>
        Try again
      </Button>
    </>
  );
}

function placeText({ place, thrown }: ErrorInfo, caught: boolean): string {
  const parts = [
    thrown,
    place?.variant === undefined ? undefined : `variant ${place.variant}`,
    place?.line === undefined ? undefined : `line ${place.line}${place.column === undefined ? '' : `:${place.column}`}`,
    place?.path,
    place?.key === undefined ? undefined : `key ${place.key}`,
    caught ? 'the execution went on' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
