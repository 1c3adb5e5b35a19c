import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Variant } from '../../model/graph-document.ts';
import { type ErrorInfo, toErrorInfo } from '../../model/errors.ts';
import type { NodeId } from '../../model/ids.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { CodeEditor } from '../code-editor/CodeEditor.tsx';
import type { EditorDiagnostic } from '../code-editor/diagnostics.ts';
import { canSwap, isInPlan, pinnedConfig, runsUnknownWorkflow, sameJson } from '../dialogs/swap-target.ts';
import { JsonEditor } from '../forms/JsonEditor.tsx';
import { SchemaForm } from '../forms/SchemaForm.tsx';
import { isObject } from '../forms/form-schema.ts';
import { Prose } from '../widgets/Prose.tsx';
import { Button, IconButton } from '../widgets/Button.tsx';
import { variantLabel } from '../workbench/labels.ts';
import type { Reveal } from '../workbench/view-state.ts';
import { usePlanId } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import Braces from 'lucide-react/icons/braces';
import { CancelledNodes } from './CancelledNodes.tsx';
import { GraphField } from './GraphField.tsx';
import styles from './Inspector.module.css';
import type { NodeTabProps } from './NodeInspector.tsx';
import { contextKeysOf, paramsSchema } from './node-view.ts';
import { useBound } from './use-bound.ts';

type VariantEditorProps = NodeTabProps & { readonly variant: Variant; readonly reveal?: Reveal | undefined };

/** What a variant consists of: code and parameters, or the settings of its kind. */
export function VariantEditor(props: VariantEditorProps) {
  const { node, variant, document } = props;
  const { editor, kinds } = useWorkbench();
  const kind = kinds.get(node.kind);
  const contextKeys = useMemo(() => contextKeysOf(document), [document]);
  const change = (field: string, config: JsonObject) =>
    editor.edit([{ type: 'update-variant', node: node.id, variant: variant.id, changes: { config } }], {
      label: field === 'source' ? 'Edit code' : 'Edit settings',
      mergeKey: `variant:${node.id}:${variant.id}:${field}`,
    });
  const name = variantLabel(variant);
  if (kind === undefined) {
    return (
      <JsonEditor
        label={`Settings of ${name}`}
        value={variant.config ?? {}}
        check={onlyObjects}
        onChange={(config) => isObject(config) && change('config', config)}
      />
    );
  }
  return (
    <>
      <EditedHint node={node} variant={variant} />
      {node.kind === 'code' ? (
        <CodeSettings {...props} contextKeys={contextKeys} onConfig={change} />
      ) : (
        <>
          {kind.graphs === undefined ? undefined : <GraphField node={node} variant={variant} />}
          {node.kind === 'cancel' ? <CancelledNodes node={node} variant={variant} document={document} /> : undefined}
          <SchemaForm
            label={`Settings of ${name}`}
            schema={kind.configSchema}
            omit={kind.graphs === undefined ? (ownFields[node.kind] ?? []) : scopeFields}
            value={variant.config ?? {}}
            showErrors="all"
            onChange={(config) => isObject(config) && change('config', config)}
          />
        </>
      )}
    </>
  );
}

/** They have a field of their own. */
const ownFields: Readonly<Record<string, readonly string[]>> = { cancel: ['nodes'] };
const scopeFields = ['graph', 'workflow', 'version'];

const onlyObjects = (value: JsonValue): string | undefined =>
  isObject(value) ? undefined : 'This must be an object: { … }.';

function CodeSettings(
  props: VariantEditorProps & {
    readonly contextKeys: readonly string[];
    readonly onConfig: (field: string, config: JsonObject) => void;
  },
) {
  const { node, variant, reveal, contextKeys, onConfig } = props;
  const config = variant.config ?? {};
  const source = typeof config['source'] === 'string' ? config['source'] : '';
  const diagnostics = useSourceDiagnostics(usePlanId(node.id), variant.id, source);
  return (
    <>
      <CodeEditor
        label={`Code of ${variantLabel(variant)}`}
        language="typescript"
        value={source}
        onChange={(text) => onConfig('source', { ...config, source: text })}
        diagnostics={diagnostics}
        contextKeys={contextKeys}
        reveal={reveal}
        minHeight="140px"
        maxHeight="56vh"
      />
      <DiagnosticLine diagnostics={diagnostics} />
      <Params config={config} onConfig={onConfig} />
    </>
  );
}

function DiagnosticLine({ diagnostics }: { readonly diagnostics: readonly EditorDiagnostic[] }) {
  const [first] = diagnostics;
  if (first === undefined) return undefined;
  const line = first.place?.line === undefined ? '' : `Line ${first.place.line}: `;
  return (
    <p className={styles['diagnostic']} aria-live="polite">
      {line}
      {first.message}
      {first.remedy === undefined ? undefined : (
        <small>
          <Prose text={first.remedy} />
        </small>
      )}
    </p>
  );
}

const noDiagnostics: readonly EditorDiagnostic[] = [];
const checkDelayMs = 350;

/** Syntax errors of what stands there now; else the error that this code failed with in the inspected execution. */
function useSourceDiagnostics(node: NodeId, variant: string, source: string): readonly EditorDiagnostic[] {
  const { client, debug } = useWorkbench();
  const [checked, setChecked] = useState<{ source: string; error: ErrorInfo | undefined }>();
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      client.checkSource(source).then(
        (error) => !stale && setChecked({ source, error }),
        (thrown: unknown) => !stale && setChecked({ source, error: toErrorInfo(thrown) }),
      );
    }, checkDelayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [client, source]);
  const failure = useStore(debug.store, (state) => state.nodes.get(node)?.error);
  const failedIn = useStore(
    debug.store,
    (state) => state.rows.findLast((row) => row.node === node && row.error !== undefined)?.variant,
  );
  const bound = useBound(node);
  return useMemo(() => {
    if (checked?.error !== undefined && checked.source === source) return [checked.error];
    const sameCode = failedIn === variant && bound?.variant === variant && bound.config['source'] === source;
    return failure?.place?.line !== undefined && sameCode ? [failure] : noDiagnostics;
  }, [checked, source, failure, failedIn, bound, variant]);
}

const noParams: JsonObject = {};

/** Parameters that are plain values get fields; others, and whoever prefers it, JSON. */
function Params(props: {
  readonly config: JsonObject;
  readonly onConfig: (field: string, config: JsonObject) => void;
}) {
  const { config, onConfig } = props;
  const [raw, setRaw] = useState(false);
  const given = config['params'];
  const params = isObject(given) ? given : noParams;
  const schema = useParamsSchema(params);
  const set = (next: JsonValue | undefined) => {
    const { params: _, ...rest } = config;
    onConfig('params', next === undefined ? rest : { ...rest, params: next });
  };
  return (
    <section className={styles['section']} aria-label="Parameters">
      <h3 className={styles['heading']}>
        Parameters
        <span className={styles['headingHint']}>the code gets them as config</span>
        {schema === undefined ? undefined : (
          <IconButton label="Edit as JSON" icon={<Braces />} pressed={raw} onClick={() => setRaw(!raw)} />
        )}
      </h3>
      {schema === undefined || raw ? (
        <JsonEditor label="Parameters as JSON" value={params} check={onlyObjects} onChange={set} />
      ) : (
        <SchemaForm label="Parameters" schema={schema} value={params} showErrors="all" onChange={set} />
      )}
    </section>
  );
}

/** Fields stay while their values are being typed, also when one is empty for a moment; a new key makes them anew. */
function useParamsSchema(params: JsonObject): JsonObject | undefined {
  const [held, setHeld] = useState(() => paramsSchema(params));
  const properties = held?.['properties'];
  const covered = isObject(properties) && Object.keys(params).every((key) => Object.hasOwn(properties, key));
  const made = useMemo(() => (covered ? undefined : paramsSchema(params)), [covered, params]);
  if (!covered && held !== undefined && made === undefined) setHeld(undefined);
  if (!covered && made !== undefined && made !== held) setHeld(made);
  return covered ? held : made;
}

/** An execution keeps the code that it started with; says so where what is shown differs from it. */
function EditedHint({ node, variant }: Pick<VariantEditorProps, 'node' | 'variant'>) {
  const { debug, view } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const pinned = useStore(debug.store, (state) => state.document);
  const id = usePlanId(node.id);
  const bound = useBound(id);
  if (execution === undefined || !isInPlan(pinned, id) || bound?.variant !== variant.id) return undefined;
  if (sameJson(bound.config, pinnedConfig(pinned, id, variant))) return undefined;
  return (
    <div className={styles['notice']}>
      <span>{`Edited since #${execution.number} started. New executions use it; #${execution.number} goes on with what it had.`}</span>
      {canSwap(execution.status) && !runsUnknownWorkflow(pinned, id, variant) ? (
        <Button size="small" onClick={() => view.setState({ dialog: { type: 'swap', node: id, variant: variant.id } })}>
          {node.kind === 'code' ? 'Swap in edited code' : 'Swap in edited settings'}
        </Button>
      ) : undefined}
    </div>
  );
}
