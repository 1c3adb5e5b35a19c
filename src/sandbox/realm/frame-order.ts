/** What the page tells the sandbox's frame. A start brings two ports: the realm's own, and one on which the frame answers. */
export interface FrameOrder {
  readonly type: 'start' | 'end';
  readonly realm: number;
}
