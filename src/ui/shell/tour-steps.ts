import type { ViewState } from '../workbench/view-state.ts';

/** One stop of the tour: what it points at, and what it says. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** CSS selectors of what it points at, the first that is there counts; without one it stands in the middle. */
  readonly at: readonly string[];
  /** What must be in view for it to be there. */
  readonly show?: Partial<ViewState>;
}

const button = (word: string): string => `button[data-command="${word}"]`;

export const tourSteps: readonly TourStep[] = [
  {
    title: 'Workflow Test Bench',
    text: 'A bench to run a workflow step by step, here in your browser. Six stops, about two minutes. Everything you see can be used while you read.',
    at: [],
  },
  {
    title: 'Run it',
    text: 'Run starts the workflow on the canvas. Start paused holds before the first step, F8 pauses and resumes, F10 does one step.',
    at: [button('execution.run')],
  },
  {
    title: 'Every step is here',
    text: 'The timeline keeps each step with its duration and variant. Choose a row to look at that moment.',
    at: ['section[aria-label="Timeline"]'],
    show: { bottomTab: 'timeline' },
  },
  {
    title: 'What did it change?',
    text: 'The diff shows what the chosen step changed in the context that all nodes share. The next tabs show all of the context, the input, the output and the logs.',
    at: ['section[aria-label="Diff"]'],
    show: { detailTab: 'diff' },
  },
  {
    title: 'Go back',
    text: 'With a row chosen, Roll back to here restores that moment exactly. Nothing is erased: what you leave stays as a branch.',
    at: ['[data-tour="rollback"]', 'section[aria-label="Timeline"]'],
    show: { bottomTab: 'timeline' },
  },
  {
    title: 'Swap and compare',
    text: 'Nodes with several variants have a chip. While paused, swap the variant, go on, and compare what the two branches came to.',
    at: ['[data-tour="variant"]', '[aria-label="Canvas"]'],
  },
];
