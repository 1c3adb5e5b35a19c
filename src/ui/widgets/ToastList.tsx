import X from 'lucide-react/icons/x';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import type { Toast, Toasts } from './toasts.ts';
import styles from './Toast.module.css';

const shortMs = 5_000;
const longMs = 12_000;

/** Draws the toasts. Their time stands still while the pointer or the focus is on them. */
export function ToastList({ toasts }: { readonly toasts: Toasts }) {
  const list = useStore(toasts.store);
  const [held, setHeld] = useState(false);
  return (
    <div
      role="log"
      aria-label="Messages"
      className={styles['list']}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {list.map((toast) => (
        <ToastView key={toast.id} toast={toast} held={held} toasts={toasts} />
      ))}
    </div>
  );
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
        {toast.remedy === undefined ? undefined : <small>{toast.remedy}</small>}
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
