/** A workflow that the bench ships with. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** One sentence for the list. */
  readonly description: string;
  /** Address of the document, relative to the app's folder. */
  readonly path: string;
}

/** In the order in which a first visit makes them; the first one is opened. */
export const examples: readonly Example[] = [
  {
    id: 'language-detective',
    title: 'Language detective',
    description: 'Ten steps of machine learning that tell a source file’s language by its shape.',
    path: 'examples/language-detective.wtb.json',
  },
  {
    id: 'dependency-review',
    title: 'Dependency review',
    description: 'Reads a package-lock.json, classifies licences, scores risk and gates on it.',
    path: 'examples/dependency-review.wtb.json',
  },
  {
    id: 'launch-crew',
    title: 'Launch crew',
    description: 'A product crew from task to launch, with a validation loop and a human approval.',
    path: 'examples/launch-crew.wtb.json',
  },
];
