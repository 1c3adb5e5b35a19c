import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../widgets/Button.tsx';
import { placeBeside } from './place-beside.ts';
import { tourSteps } from './tour-steps.ts';
import type { TourStep } from './tour-steps.ts';
import styles from './Tour.module.css';

/** One stop after the other, beside what it speaks of. The page stays usable; Escape and Skip tour end it. */
export function TourCard({ onDone }: { readonly onDone: () => void }) {
  const [index, setIndex] = useState(0);
  const step = tourSteps[index];
  const card = useRef<HTMLDivElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const id = useId();
  usePlacement(step, card, ring);
  useEffect(() => {
    card.current?.focus();
  }, [index]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && card.current?.contains(document.activeElement) === true) onDone();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [onDone]);
  if (step === undefined) return undefined;
  const last = index === tourSteps.length - 1;
  return (
    <>
      <div ref={ring} className={styles['ring']} aria-hidden="true" />
      <div
        ref={card}
        className={styles['card']}
        role="dialog"
        aria-modal="false"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        tabIndex={-1}
      >
        <h2 id={`${id}-title`}>{step.title}</h2>
        <p id={`${id}-text`}>{step.text}</p>
        <div className={styles['actions']}>
          <span>
            {index + 1} of {tourSteps.length}
          </span>
          {last ? undefined : (
            <Button size="small" variant="quiet" onClick={onDone}>
              Skip tour
            </Button>
          )}
          {index === 0 ? undefined : (
            <Button size="small" onClick={() => setIndex(index - 1)}>
              Back
            </Button>
          )}
          <Button size="small" variant="primary" onClick={() => (last ? onDone() : setIndex(index + 1))}>
            {last ? 'Finish' : 'Next'}
          </Button>
        </div>
      </div>
    </>
  );
}

type ElementRef = { readonly current: HTMLElement | null };

/** Keeps card and ring at what the step points at, also when that moves. */
function usePlacement(step: TourStep | undefined, card: ElementRef, ring: ElementRef): void {
  useLayoutEffect(() => {
    const place = () => {
      if (card.current === null || ring.current === null || step === undefined) return;
      const target = findTarget(step.at)?.getBoundingClientRect();
      const box = card.current.getBoundingClientRect();
      const screen = { width: globalThis.innerWidth, height: globalThis.innerHeight };
      const at = placeBeside(target, box, screen);
      card.current.style.transform = `translate(${at.x}px, ${at.y}px)`;
      ring.current.hidden = target === undefined;
      if (target === undefined) return;
      ring.current.style.transform = `translate(${target.x - 4}px, ${target.y - 4}px)`;
      ring.current.style.width = `${target.width + 8}px`;
      ring.current.style.height = `${target.height + 8}px`;
    };
    place();
    const timer = setInterval(place, 400);
    globalThis.addEventListener('resize', place);
    return () => {
      clearInterval(timer);
      globalThis.removeEventListener('resize', place);
    };
  }, [step, card, ring]);
}

function findTarget(selectors: readonly string[]): Element | undefined {
  for (const selector of selectors) {
    const found = document.querySelector(selector);
    if (found !== null) return found;
  }
  return undefined;
}
