import { newOwner } from '../base/owner.ts';
import type { Owned, Owner } from '../base/owner.ts';
import type { Plan, PlanGraph, PlanNode } from '../model/plan.ts';
import { initialComponent, initialEdge, initialNode, ownControl } from './control.ts';
import type { ComponentState, Control, EdgeState, Frame, NodeState } from './control.ts';

/**
 * One frame of a {@link Control} while it is changed: its nodes, edges and components by their numbers in the plan. What the
 * control's owner made is changed in place, everything else is copied once; `done` gives the next version.
 */
export class FrameParts {
  protected readonly plan: Plan;
  protected readonly owner: Owner;
  protected readonly control: Owned<Control>;
  protected readonly frame: Owned<Frame>;
  protected readonly graph: PlanGraph;

  constructor(plan: Plan, from: Control, frame: Frame) {
    this.plan = plan;
    this.graph = plan.graphs[frame.graph] as PlanGraph;
    this.control = ownControl(from);
    this.owner = from.owner ?? newOwner();
    this.frame = frame.madeBy === this.owner ? frame : { ...frame, madeBy: this.owner };
  }

  done(): Control {
    const { control, frame } = this;
    if (frame.path === '') control.root = frame;
    else if (control.frames.get(frame.path) !== frame) control.frames = control.frames.set(frame.path, frame);
    return control;
  }

  protected planNode(index: number): PlanNode {
    return this.plan.nodes[index] as PlanNode;
  }
  protected node(index: number): NodeState {
    return this.frame.nodes.get(index - this.graph.firstNode) ?? initialNode(this.planNode(index));
  }
  protected edge(index: number): EdgeState {
    return this.frame.edges.get(index - this.graph.firstEdge) ?? initialEdge;
  }
  protected component(index: number): ComponentState {
    return this.frame.components.get(index - this.graph.firstComponent) ?? initialComponent(this.plan, index);
  }

  /** To be written to. */
  protected ownNode(index: number): Owned<NodeState> {
    const { frame, owner } = this;
    const at = index - this.graph.firstNode;
    const known = frame.nodes.get(at);
    if (known?.madeBy === owner) return known;
    const made = known === undefined ? initialNode(this.planNode(index), owner) : copyOfNode(known, owner);
    frame.nodes = frame.nodes.set(at, made, owner);
    return made;
  }

  protected ownEdge(index: number): Owned<EdgeState> {
    const { frame, owner } = this;
    const at = index - this.graph.firstEdge;
    const known = frame.edges.get(at) ?? initialEdge;
    if (known.madeBy === owner) return known;
    const made = { madeBy: owner, queue: known.queue, exhausted: known.exhausted, owed: known.owed };
    frame.edges = frame.edges.set(at, made, owner);
    return made;
  }

  protected setComponent(index: number, state: ComponentState): void {
    const { frame } = this;
    frame.components = frame.components.set(index - this.graph.firstComponent, state, this.owner);
  }
}

const copyOfNode = (
  { activated, live, open, filled, tokenHeads, present, finished }: NodeState,
  madeBy: Owner,
): Owned<NodeState> => ({ madeBy, activated, live, open, filled, tokenHeads, present, finished });
