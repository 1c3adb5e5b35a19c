import jsonata from 'jsonata';
import { WtbError } from '../../model/errors.ts';
import { toExpressionError } from './expression-error.ts';

/** What an expression asks of the context, known without evaluating it. */
export interface ExpressionAnalysis {
  /** Top-level names that it refers to, each with where it stands (from 0); those inside `$exists(…)` are `guarded`. */
  readonly names: readonly RootName[];
  /** Whether it uses the context as a whole (`$`, `$$`, `*`), so that every key matters. */
  readonly wholeContext: boolean;
  /** Whether it has a regular expression: the one thing in it that can take for ever without being interrupted. */
  readonly hasPattern: boolean;
}

export interface RootName {
  readonly name: string;
  readonly position: number;
  readonly guarded: boolean;
}

/** Not the same at every evaluation, or code made from text. */
export const refusedFunctions: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'shuffle', 'eval']);

export interface ExpressionFault {
  readonly message: string;
  /** After how many characters. */
  readonly position: number;
}

/** What is wrong with an expression before anything is evaluated: syntax, or a function that is refused. */
export function checkExpression(text: string): ExpressionFault | undefined {
  try {
    analyseExpression(text);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof WtbError)) throw thrown;
    return { message: thrown.message, position: (thrown.info.place?.column ?? 1) - 1 };
  }
}

const analyses = new Map<string, ExpressionAnalysis>();
const maxAnalyses = 1000;

/** @throws WtbError `node/expression` on a syntax error or a refused function; `place.column` counts characters. */
export function analyseExpression(text: string): ExpressionAnalysis {
  const known = analyses.get(text);
  if (known !== undefined) return known;
  const walk = new Walk();
  walk.visit(parse(text), { root: true, guarded: false });
  const { names, wholeContext, hasPattern } = walk;
  const analysis = { names, wholeContext, hasPattern };
  if (analyses.size >= maxAnalyses) analyses.clear();
  analyses.set(text, analysis);
  return analysis;
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly Node[];
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly stages?: unknown;
  readonly predicate?: unknown;
  readonly group?: unknown;
}

function parse(text: string): Node {
  try {
    return jsonata(text).ast() as Node;
  } catch (thrown) {
    throw toExpressionError(thrown);
  }
}

interface Scope {
  /** Whether names refer to the context itself, not to a part that a path led to. */
  readonly root: boolean;
  readonly guarded: boolean;
}

class Walk {
  readonly names: RootName[] = [];
  wholeContext = false;
  hasPattern = false;

  visit(node: unknown, scope: Scope): void {
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item, scope);
    } else if (typeof node === 'object' && node !== null) {
      this.visitNode(node as Node, scope);
    }
  }

  private visitNode(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'path':
        return this.visitPath(node, scope);
      case 'variable':
        return this.visitVariable(node, scope);
      case 'regex':
        this.hasPattern = true;
        return this.visitInner(node);
      case 'wildcard':
      case 'descendant':
        this.wholeContext ||= scope.root;
        return this.visitInner(node);
      case 'transform':
        return this.visitChildren(node, { ...scope, root: false });
      case 'condition':
        return this.visitCondition(node, scope);
      case 'function':
      case 'partial':
        return this.visitCall(node, scope);
      default:
        return this.visitChildren(node, scope);
    }
  }

  private visitPath(node: Node, scope: Scope): void {
    const [first, second, ...rest] = node.steps ?? [];
    const bare = first !== undefined && first.predicate === undefined && first.stages === undefined;
    const wholeThenName = first?.type === 'variable' && this.isWhole(first, scope) && second?.type === 'name' && bare;
    if (wholeThenName) this.addName(second, scope);
    else if (first?.type === 'name') this.addNameAtRoot(first, scope);
    else this.visit(first, scope);
    if (first !== undefined) this.visitInner(first);
    for (const step of second === undefined ? rest : [second, ...rest]) this.visitStep(step, scope);
    this.visit(node.group, { ...scope, root: false });
  }

  private visitStep(step: Node, scope: Scope): void {
    if (step.type === 'name') return this.visitInner(step);
    this.visit(step, { ...scope, root: false });
  }

  /** What stands in brackets behind a step: relative to what the step gave. */
  private visitInner({ stages, predicate, group }: Node): void {
    this.visit([stages, predicate, group], { root: false, guarded: false });
  }

  private visitVariable(node: Node, scope: Scope): void {
    if (typeof node.value === 'string' && refusedFunctions.has(node.value)) throw refusedFunction(node, node.value);
    if (this.isWhole(node, scope)) this.wholeContext = true;
    this.visitInner(node);
  }

  /** `$` where names are the context's, and `$$` anywhere. */
  private isWhole(node: Node, scope: Scope): boolean {
    return node.value === '$' || (node.value === '' && scope.root);
  }

  private visitCall(node: Node, scope: Scope): void {
    this.visit(node.procedure, scope);
    this.visit(node.arguments, isExists(node) ? { ...scope, guarded: true } : scope);
    this.visitInner(node);
  }

  /** `a ?? b` comes as `$exists(a) ? a : b`: what was written once is guarded in both places. */
  private visitCondition(node: Node, scope: Scope): void {
    const written = node.condition?.procedure?.position !== undefined;
    const coalescing = node.condition !== undefined && isExists(node.condition) && !written;
    this.visit(node.condition, scope);
    this.visit(node.then, coalescing ? { ...scope, guarded: true } : scope);
    this.visit(node.else, scope);
    this.visitInner(node);
  }

  private visitChildren(node: Node, scope: Scope): void {
    for (const [key, child] of Object.entries(node)) {
      if (key === 'stages' || key === 'predicate' || key === 'group') continue;
      if (typeof child === 'object') this.visit(child, scope);
    }
    this.visitInner(node);
  }

  private addNameAtRoot(node: Node, scope: Scope): void {
    if (scope.root) this.addName(node, scope);
  }

  private addName(node: Node, { guarded }: Scope): void {
    if (typeof node.value !== 'string') return;
    const position = Math.max(0, (node.position ?? 0) - node.value.length);
    this.names.push({ name: node.value, position, guarded });
  }
}

const isExists = (node: Node): boolean => node.procedure?.type === 'variable' && node.procedure.value === 'exists';

const refusedFunction = (node: Node, name: string): WtbError =>
  new WtbError({
    code: 'node/expression',
    message: `\`$${name}\` is refused: an expression must give the same result each time.`,
    place: { line: 1, column: Math.max(1, (node.position ?? 0) - name.length) },
    remedy: 'Compute it in a code node and put it into the context.',
    retryable: false,
  });
