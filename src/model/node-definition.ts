import type { GraphNode, Variant } from './graph-document.ts';
import type { JsonObject } from './value.ts';

/** How often and with what consequence an activation may run again. */
export type Effects = 'pure' | 'idempotent' | 'once';

/** What the palette, the inspector and the compiler need to know of a node kind. No code runs here. */
export interface NodeDefinition {
  readonly kind: string;
  /** One or two words for the palette: `Code`. */
  readonly title: string;
  /** One sentence: what it does. */
  readonly description: string;
  readonly group: 'compute' | 'control' | 'people' | 'check' | 'annotation';
  /** Name of a lucide icon, in kebab case. */
  readonly icon: string;
  /** JSON Schema (draft 2020-12) of a variant's `config`; the inspector's form is made from it. */
  readonly configSchema: JsonObject;
  /** The config of a freshly made variant. */
  readonly defaultConfig: JsonObject;
  /** Default of a node's `effects`. */
  readonly effects: Effects;
  /** Whether the node is part of the plan; `note` is not. */
  readonly executable: boolean;
  /** Ports that edges may hang on, `next` among them where the kind has it; `error` comes from `onError`. `any` allows every name (code chooses at run time). */
  ports(variant: Variant, node: GraphNode): { readonly names: readonly string[]; readonly any: boolean };
  /** Set for kinds that run sub-graphs: the names of the graphs that a variant's config refers to. */
  readonly graphs?: (variant: Variant) => readonly string[];
  /** Paths in `config` that hold JSONata expressions over the context, for validation: `expression`, `cases[].when`. */
  readonly expressionPaths?: readonly string[];
}

export type NodeKinds = ReadonlyMap<string, NodeDefinition>;
