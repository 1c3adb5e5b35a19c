import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WtbError } from '../../model/errors.ts';
import type { Store } from '../ports.ts';
import { unavailable } from '../storage-error.ts';
import { FileExecutions } from './file-executions.ts';
import { FileWorkflows } from './file-workflows.ts';
import { LineFile } from './line-file.ts';
import { createSerial } from './serial.ts';

/**
 * A store of text files, for Node: `workflows.ndjson`, and `executions/<id>.ndjson` with one line per commit group. Files
 * only grow; whoever opens them after a crash finds every group that was acknowledged as strict, and none torn.
 */
export async function openFileStore(folder: string): Promise<Store> {
  const executionsFolder = join(folder, 'executions');
  try {
    await mkdir(executionsFolder, { recursive: true });
  } catch (thrown) {
    throw new WtbError({
      ...unavailable(`opening the folder ${folder}`, thrown instanceof Error ? thrown.message : String(thrown)),
      remedy: 'Choose a folder that can be written to.',
    });
  }
  const workflowsFile = new LineFile(join(folder, 'workflows.ndjson'));
  const executions = new FileExecutions(executionsFolder, createSerial());
  return {
    workflows: new FileWorkflows(workflowsFile, createSerial()),
    executions,
    async health() {
      await executions.list();
      const problems = [...executions.problems.values()];
      return {
        kind: 'files',
        usedBytes: undefined,
        quotaBytes: undefined,
        persisted: true,
        ...(problems.length === 0 ? {} : { problems }),
      };
    },
    close() {
      // Every write is in the file when it is acknowledged: closing saves nothing, and a handle that fails to close loses nothing.
      void Promise.allSettled([executions.close(), workflowsFile.close()]);
    },
  };
}
