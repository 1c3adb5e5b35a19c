import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import type { Toast, Toasts } from './toasts.ts';
import { Prose } from './Prose.tsx';
import styles from './Toast.module.css';

const shortMs = 3_500;
const longMs = 12_000;

/** Draws the toasts. Their time stands still while the pointer or the focus is on them. */
export function ToastList({ toasts }: { readonly toasts: Toasts }) {
  const list = useStore(toasts.store);
  const element = useRef<HTMLDivElement>(null);
  const held = useHeld(element);
  return (
    <div ref={element} role="log" aria-label="Messages" className={styles['list']}>
      {list.map((toast) => (
        <ToastView key={toast.id} toast={toast} held={held} toasts={toasts} />
      ))}
    </div>
  );
}

/** Whether the pointer or the focus is inside. */
function useHeld(element: RefObject<HTMLElement | null>): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const { current } = element;
    const hold = () => setHeld(true);
    const release = () => setHeld(false);
    const events = [
      ['pointerenter', hold],
      ['focusin', hold],
      ['pointerleave', release],
      ['focusout', release],
    ] as const;
    for (const [name, listener] of events) current?.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of events) current?.removeEventListener(name, listener);
    };
  }, [element]);
  return held;
}

function ToastView({
  toast,
  held,
  toasts,
}: {
  readonly toast: Toast;
  readonly held: boolean;
  readonly toasts: Toasts;
}) {
  const lasts = toast.action === undefined && toast.tone !== 'bad' ? shortMs : longMs;
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => toasts.dismiss(toast.id), lasts);
    return () => clearTimeout(timer);
  }, [held, lasts, toast.id, toasts]);
  const act = () => {
    toasts.dismiss(toast.id);
    Promise.resolve(toast.action?.run()).catch((error: unknown) => toasts.error(error));
  };
  return (
    <div className={classNames(styles['toast'], styles[toast.tone])}>
      <div className={styles['text']}>
        {toast.text}
        {toast.remedy === undefined ? undefined : (
          <small>
            <Prose text={toast.remedy} />
          </small>
        )}
      </div>
      {toast.action === undefined ? undefined : (
        <Button size="small" onClick={act}>
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X />} onClick={() => toasts.dismiss(toast.id)} />
    </div>
  );
}
