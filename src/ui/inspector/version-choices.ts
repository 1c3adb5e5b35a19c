import type { WorkflowVersion } from '../../storage/ports.ts';
import { formatMoment } from '../widgets/format.ts';
import type { SelectOption } from '../widgets/Select.tsx';

/** Each of the newest few, and of older ones as many, each the last of its minute: a minute of typing makes many versions. */
const newest = 8;
const older = 32;

/** What a reference may be pinned to: the latest, whatever that is, or a version that is kept, from the newest on. */
export function versionChoices(versions: readonly WorkflowVersion[], pinned: string): readonly SelectOption<string>[] {
  const latest = versions[0]?.version;
  const isListed = offered(versions);
  const listed = versions.filter((each) => isListed.has(each) || String(each.version) === pinned);
  const isKept = pinned === '' || versions.some(({ version }) => String(version) === pinned);
  return [
    {
      value: '',
      label: latest === undefined ? 'Latest' : `Latest (v${latest})`,
      hint: 'Whatever it is when an execution starts.',
    },
    ...(isKept ? [] : [{ value: pinned, label: `v${pinned} (not kept)` }]),
    ...listed.map(({ version, savedAt }) => ({
      value: String(version),
      label: `v${version}`,
      hint: formatMoment(savedAt),
    })),
  ];
}

function offered(versions: readonly WorkflowVersion[]): ReadonlySet<WorkflowVersion> {
  const minutes = new Set<number>();
  const lastOfMinutes = versions.filter(({ savedAt }) => {
    const minute = Math.floor(savedAt / 60_000);
    const isLast = !minutes.has(minute);
    minutes.add(minute);
    return isLast;
  });
  return new Set([...versions.slice(0, newest), ...lastOfMinutes.slice(0, older)]);
}
