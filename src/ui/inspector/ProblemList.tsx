import { Prose } from '../widgets/Prose.tsx';
import CircleX from 'lucide-react/icons/circle-x';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Problem } from '../../graph/problem.ts';
import styles from './Inspector.module.css';

/** What is wrong or doubtful with the selected thing, and what to do about it. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return undefined;
  return (
    <ul className={styles['problems']} aria-label="Problems">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.place?.path ?? ''} ${problem.message}`} data-severity={problem.severity}>
          {problem.severity === 'error' ? <CircleX aria-label="Error" /> : <TriangleAlert aria-label="Warning" />}
          <div>
            <Prose text={problem.message} />
            {problem.remedy === undefined ? undefined : (
              <small>
                <Prose text={problem.remedy} />
              </small>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
