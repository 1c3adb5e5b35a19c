/** Kinds that run graphs: `config.graph` of a variant names one of the document, or else `config.workflow` a stored workflow. */
export const scopeKinds: ReadonlySet<string> = new Set(['subflow', 'map', 'loop']);
