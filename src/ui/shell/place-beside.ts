interface Size {
  readonly width: number;
  readonly height: number;
}
interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

const distance = 14;
const margin = 12;

/** Where a card of that size goes: under its target, else above, else inside; in the middle without one. */
export function placeBeside(
  target: Box | undefined,
  card: Size,
  screen: Size,
): { readonly x: number; readonly y: number } {
  if (target === undefined) return { x: (screen.width - card.width) / 2, y: (screen.height - card.height) / 2 };
  const x = clamp(target.x + target.width / 2 - card.width / 2, margin, screen.width - card.width - margin);
  const below = target.y + target.height + distance;
  if (below + card.height <= screen.height - margin) return { x, y: below };
  const above = target.y - card.height - distance;
  if (above >= margin) return { x, y: above };
  return { x, y: clamp(target.y + distance, margin, screen.height - card.height - margin) };
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));
