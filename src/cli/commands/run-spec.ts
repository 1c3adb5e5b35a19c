import type { CommandSpec } from '../options.ts';

export const runSpec: CommandSpec = {
  name: 'run',
  operands: '<file>',
  about: 'Runs a workflow (JSON or YAML; - is standard input) with the same engine as the bench.',
  options: [
    {
      name: 'set',
      value: 'key=json',
      repeatable: true,
      about: 'Initial value of a context key. What is no JSON is taken as text.',
    },
    { name: 'context', value: 'file', about: 'Initial values from a JSON or YAML file; --set wins over it.' },
    {
      name: 'input',
      value: 'json|@file',
      about:
        "The execution's input, as the input node's form would give it. What is no JSON is taken as text; a file is JSON or YAML.",
    },
    {
      name: 'variant',
      value: 'node=variant',
      repeatable: true,
      about: 'Runs this variant of the node (of a named graph: graph/node) instead of the active one.',
    },
    {
      name: 'only',
      value: 'ids',
      repeatable: true,
      about: 'Runs these nodes (comma-separated) and skips the others of their graph.',
    },
    {
      name: 'skip',
      value: 'ids',
      repeatable: true,
      about: 'Skips these nodes: they commit nothing, pass on by their port next, and their steps are marked forced.',
    },
    {
      name: 'seed',
      value: 'text',
      about: 'Seed of random and uuid; commits come in order of start, so the same seed gives the same hashes.',
    },
    {
      name: 'answers',
      value: 'file',
      about:
        'Answers for nodes that ask a person: node id or path (item/ask, m[3]/ask) → answer, or a list of answers for successive asks. A name that the document does not have is refused.',
    },
    {
      name: 'clock',
      value: 'real|simulated',
      about:
        'simulated: delays, timeouts, backoffs and what code sleeps take no real time, and code reads simulated time. It begins at 2026-01-01 UTC, or at <date> with simulated@<date>.',
    },
    {
      name: 'durations',
      value: 'file',
      about:
        'With --clock simulated: node id → milliseconds (or 30s, 5m, 1h, 2d) that each of its attempts takes after what its code sleeps.',
    },
    {
      name: 'max-concurrency',
      value: 'n',
      about: "How many activations may run at once, over the document's own limit; unlimited is possible.",
    },
    {
      name: 'timeout',
      value: 'duration',
      about: 'Stops the execution after this real time (500ms, 30s or 30, 5m, 1h, 2d); exit 3.',
    },
    {
      name: 'trust',
      about:
        'Runs the code in this very process, fastest and with all of its rights: for your own code. Without it each activation has a locked process of its own.',
    },
    {
      name: 'store',
      value: 'folder',
      about:
        'Keeps executions in files of this folder, so that they survive and can be resumed, verified and compared.',
    },
    {
      name: 'resume',
      value: 'execution',
      about: 'With --store: goes on with this execution (id, the beginning of one, or last) instead of starting one.',
    },
    {
      name: 'replay',
      value: 'bundle',
      about: "Runs a bundle's steps again on what was recorded for them and says where they differ.",
    },
    {
      name: 'bundle',
      value: 'file',
      about: 'Writes the execution to this file when it ends, however it ends, to be opened in the bench.',
    },
    { name: 'debug', about: 'Steps through it in the terminal; type help there.' },
    { name: 'events', about: 'Prints every event as one line of JSON.' },
    {
      name: 'json',
      about:
        'Prints one JSON object: { status, context, steps, error?, checkpoints, durationMs, execution, changed }; of a document that cannot run, its problems. With --events, it comes last, in one line.',
    },
    { name: 'quiet', short: 'q', about: 'No progress, no summary; errors only.' },
  ],
  examples: [
    ['wtb run flow.yaml', 'run, show progress and a short summary'],
    ['wtb run flow.yaml --set rows=10 --json', 'one JSON object for scripts'],
    ['wtb run flow.yaml --variant split=stratified --seed 7', 'another variant, repeatable'],
    ['wtb run flow.yaml --answers answers.yaml --clock simulated', 'people answered, time simulated'],
    ['wtb run flow.yaml --store runs', 'keep it; Ctrl+C saves where it stands'],
    ['wtb run --store runs --resume last', 'and go on'],
    ['wtb run flow.yaml --debug', 'step through it'],
    ['cat flow.json | wtb run - --events', 'from standard input'],
  ],
  notes: [
    'Exit codes: 0 completed, 1 failed (also: a question without an answer), 2 bad usage or document, 3 stopped by a limit, 130 Ctrl+C.',
    '--only and --skip name nodes by id, those of a named graph as graph/node. In a graph none of whose nodes --only names, all run. A skipped node keeps its place, join and edges.',
    'A workflow that the document refers to is the file of its name beside it (name.yaml, name@version.yaml), else the one in the store.',
    'Values beyond JSON are printed in the tagged encoding of bundles, such as { "$type": "Date", "value": … }.',
  ],
};
