import { Dialog as Base } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import type { FormEvent, ReactNode, RefObject } from 'react';
import { Button } from './Button.tsx';
import { classNames } from './class-names.ts';
import styles from './Dialog.module.css';

/** A modal question. Escape and the cross call `onClose`. With `onSubmit` the content is a form. */
export function Dialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly description?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  /** Buttons, the primary one last. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onSubmit?: () => void;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    props.onSubmit?.();
  };
  const body = (
    <>
      <header className={styles['head']}>
        <Base.Title className={styles['title']}>{props.title}</Base.Title>
      </header>
      {props.description === undefined ? undefined : (
        <Base.Description render={<div />} className={styles['description']}>
          {props.description}
        </Base.Description>
      )}
      {props.children === undefined ? undefined : <div className={styles['body']}>{props.children}</div>}
      {props.actions === undefined ? undefined : <footer className={styles['actions']}>{props.actions}</footer>}
      {/* Last, so that the first field has the focus when the dialog opens. */}
      <button type="button" aria-label="Close" className={styles['close']} onClick={() => props.onClose()}>
        <X aria-hidden="true" />
      </button>
    </>
  );
  return (
    <Base.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Popup
          className={classNames(styles['popup'], styles[props.size ?? 'medium'])}
          {...(props.initialFocus === undefined ? {} : { initialFocus: props.initialFocus })}
        >
          {props.onSubmit === undefined ? (
            <div className={styles['content']}>{body}</div>
          ) : (
            <form className={styles['content']} onSubmit={submit} noValidate>
              {body}
            </form>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Asks before something that can't be undone. */
export function ConfirmDialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  readonly danger?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open={props.open}
      title={props.title}
      size="small"
      onClose={() => props.onClose()}
      description={props.children}
      actions={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button
            variant={props.danger === true ? 'danger' : 'primary'}
            onClick={() => {
              props.onConfirm();
              props.onClose();
            }}
          >
            {props.action}
          </Button>
        </>
      }
    />
  );
}
