/** One stop of the tour: what it points at, and what it says. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** CSS selectors of what it points at, the first that is there counts; without one it stands in the middle. */
  readonly at: readonly string[];
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
    at: ['[aria-label="Timeline"] [role="row"][aria-selected]', '[aria-label="Timeline"]'],
  },
  {
    title: 'What did it change?',
    text: 'The diff shows what the chosen step changed in the context that all nodes share. The next tabs show all of the context, the input, the output and the logs.',
    at: ['[aria-label="Diff"]'],
  },
  {
    title: 'Go back',
    text: 'With a row chosen, Roll back to here restores that moment exactly. Nothing is erased: what you leave stays as a branch.',
    at: ['[data-tour="rollback"]', '[aria-label="Timeline"]'],
  },
  {
    title: 'Swap and compare',
    text: 'Nodes with several variants have a chip. While paused, swap the variant, go on, and compare what the two branches came to.',
    at: ['[data-tour="variant"]', '[aria-label="Canvas"]'],
  },
];
