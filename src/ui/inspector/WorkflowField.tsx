import { useStore } from 'zustand';
import { workflowId } from '../../model/ids.ts';
import type { JsonObject } from '../../model/value.ts';
import { goToWorkflow } from '../canvas/open-scope.ts';
import { useVersions, useWorkflows } from '../shell/lists.ts';
import { Button } from '../widgets/Button.tsx';
import { Select } from '../widgets/Select.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';
import { versionChoices } from './version-choices.ts';

/** Another workflow of the library, and which version of it. */
export function WorkflowField(props: {
  readonly workflow: string;
  /** The empty text is the latest. */
  readonly version: string;
  readonly onChange: (config: JsonObject) => void;
}) {
  const workbench = useWorkbench();
  const { workflow, onChange } = props;
  const own = useStore(workbench.editor.store, (state) => state.workflow);
  const { data = [], isPending } = useWorkflows();
  const others = data
    .filter(({ id }) => id !== own || id === workflow)
    .map(({ id, document }) => ({ value: id as string, label: document.name }));
  const missing = !isPending && workflow !== '' && !others.some(({ value }) => value === workflow);
  const options = [
    ...(workflow === '' ? [{ value: '', label: 'Choose a workflow' }] : []),
    ...(missing ? [{ value: workflow, label: `${workflow} (missing)` }] : []),
    ...others,
  ];
  return (
    <>
      <div className={styles['graphField']}>
        <Select
          label="Workflow"
          value={workflow}
          options={options}
          error={missing ? 'There is no such workflow; it may have been deleted.' : undefined}
          onChange={(id) => onChange({ workflow: id })}
        />
        <Button disabled={missing || workflow === ''} onClick={() => goToWorkflow(workbench, workflowId(workflow))}>
          Open workflow
        </Button>
      </div>
      {workflow === '' || missing ? undefined : <VersionField {...props} />}
    </>
  );
}

function VersionField(props: Parameters<typeof WorkflowField>[0]) {
  const { workflow, version, onChange } = props;
  const { data } = useVersions(workflowId(workflow));
  const pin = (next: string) => onChange({ workflow, ...(next === '' ? {} : { version: next }) });
  if (data === undefined) return undefined;
  const latest = data[0]?.version;
  const isKept = version === '' || data.some((kept) => String(kept.version) === version);
  const isOlder = version !== '' && latest !== undefined && String(latest) !== version;
  return (
    <>
      <Select
        label="Version"
        value={version}
        options={versionChoices(data, version)}
        error={isKept ? undefined : 'This version is not kept.'}
        onChange={pin}
      />
      {isOlder ? (
        <div className={styles['notice']}>
          <span>{`v${version}, latest is v${latest}`}</span>
          <Button size="small" onClick={() => pin(String(latest))}>{`Take v${latest}`}</Button>
        </div>
      ) : undefined}
    </>
  );
}
