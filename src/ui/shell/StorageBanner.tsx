import { useState } from 'react';
import { useStore } from 'zustand';
import { Banner } from '../widgets/Banner.tsx';
import { Button } from '../widgets/Button.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { useHealth } from './lists.ts';

/** Says what is wrong with storage, sandbox or saving, and what still works. */
export function StorageBanner() {
  const { data } = useHealth();
  const [dismissed, setDismissed] = useState<string>();
  const problem = data?.storeProblem ?? data?.sandboxProblem;
  return (
    <>
      <ConflictBanner />
      {problem === undefined || dismissed === problem.code ? undefined : (
        <Banner tone="bad" onClose={() => setDismissed(problem.code)}>
          <strong>{problem.message}</strong> {problem.remedy}
        </Banner>
      )}
    </>
  );
}

function ConflictBanner() {
  const { editor, toasts } = useWorkbench();
  const saving = useStore(editor.store, (state) => state.saving);
  const error = useStore(editor.store, (state) => state.saveError);
  const resolve = (keep: 'ours' | 'theirs') => () => {
    editor.resolveConflict(keep).catch((problem: unknown) => toasts.error(problem));
  };
  if (saving === 'conflict') {
    return (
      <Banner
        tone="wait"
        actions={
          <>
            <Button size="small" onClick={resolve('theirs')}>
              Take theirs
            </Button>
            <Button size="small" onClick={resolve('ours')}>
              Keep mine
            </Button>
          </>
        }
      >
        Another tab saved a newer version of this workflow. Nothing is lost: whichever you take, the other stays
        reachable by undo.
      </Banner>
    );
  }
  if (saving !== 'failed' || error === undefined) return undefined;
  return (
    <Banner tone="bad">
      <strong>Edits are not saved: {error.message}</strong> {error.remedy}
    </Banner>
  );
}
