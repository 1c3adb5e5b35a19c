import { canonicalJson } from '../base/canonical-json.ts';
import { sha256Hex } from '../base/sha256.ts';
import type { GraphNode, Variant } from '../model/graph-document.ts';
import { implementationHash, variantId, type ImplementationHash } from '../model/ids.ts';
import type { Implementation } from '../model/plan.ts';
import type { JsonObject } from '../model/value.ts';

/** Id of the variant of a node that lists none, where its kind works without settings. */
export const implicitVariantId = 'default';

/** Content address of what would run: the kind and the config; never the variant's id or name. */
export function implementationHashOf(kind: string, config: JsonObject): ImplementationHash {
  return implementationHash(sha256Hex(`wtb-implementation/1\n${kind}\n${canonicalJson(config)}`));
}

export function implementationOf(kind: string, variant: Variant, edited = false): Implementation {
  const config = variant.config ?? {};
  return {
    hash: implementationHashOf(kind, config),
    variant: variantId(variant.id),
    name: variant.name ?? variant.id,
    config,
    edited,
  };
}

/** The variants that count for the plan: those listed, or the implicit one. */
export function variantsOf(node: GraphNode): readonly Variant[] {
  return node.variants ?? [{ id: implicitVariantId }];
}

/** The variant that a new execution starts with: `active`, or the first. */
export function activeVariantOf(node: GraphNode): Variant | undefined {
  const variants = variantsOf(node);
  return node.active === undefined ? variants[0] : variants.find((variant) => variant.id === node.active);
}
