import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { Button } from '../widgets/Button.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
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
  useShown(step);
  usePlacement(step, card, ring);
  useFocusOn(step, card);
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
      <div ref={ring} className={styles['ring']} data-tour-ring="" aria-hidden="true" />
      <div
        ref={card}
        className={styles['card']}
        {...cardRole}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
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

/** Not modal: the page stays usable while one reads. */
const cardRole = { role: 'dialog', 'aria-modal': false, tabIndex: -1 } as const;

/** Brings into view what a stop points at. */
function useShown(step: TourStep | undefined): void {
  const { view } = useWorkbench();
  useEffect(() => {
    if (step?.show !== undefined) view.setState(step.show);
  }, [step, view]);
}

type ElementRef = RefObject<HTMLDivElement | null>;

/** Each stop is read out: the card takes the focus when it changes. */
function useFocusOn(step: TourStep | undefined, card: ElementRef): void {
  useEffect(() => {
    if (step !== undefined) card.current?.focus();
  }, [step, card]);
}

/** Keeps card and ring at what the step points at, also when that moves. */
function usePlacement(step: TourStep | undefined, card: ElementRef, ring: ElementRef): void {
  useLayoutEffect(() => {
    const place = () => {
      const [cardElement, ringElement] = [card.current, ring.current];
      if (cardElement === null || ringElement === null || step === undefined) return;
      const target = findTarget(step.at)?.getBoundingClientRect();
      const screen = { width: globalThis.innerWidth, height: globalThis.innerHeight };
      const at = placeBeside(target, cardElement.getBoundingClientRect(), screen);
      cardElement.style.transform = `translate(${at.x}px, ${at.y}px)`;
      ringElement.hidden = target === undefined;
      if (target !== undefined) drawAround(ringElement, target);
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

function drawAround(ring: HTMLElement, target: DOMRect): void {
  ring.style.transform = `translate(${target.x - 4}px, ${target.y - 4}px)`;
  ring.style.width = `${target.width + 8}px`;
  ring.style.height = `${target.height + 8}px`;
}

function findTarget(selectors: readonly string[]): Element | undefined {
  for (const selector of selectors) {
    const found = document.querySelector(selector);
    if (found !== null) return found;
  }
  return undefined;
}
