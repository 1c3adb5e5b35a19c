import { useState } from 'react';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { TextField } from '../widgets/TextField.tsx';

interface NameDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly name: string;
  /** Whether an empty name is an answer. */
  readonly optional?: boolean;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

/** Asks for a name. */
export function NameDialog(props: NameDialogProps) {
  return props.open ? <OpenNameDialog {...props} /> : undefined;
}

function OpenNameDialog({ title, name, optional, onName, onClose }: NameDialogProps) {
  const [text, setText] = useState(name);
  const missing = text.trim() === '' && optional !== true;
  const submit = () => {
    if (missing) return;
    onName(text.trim());
    onClose();
  };
  return (
    <Dialog
      open
      title={title}
      size="small"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={missing}>
            Rename
          </Button>
        </>
      }
    >
      <TextField label="Name" value={text} onChange={setText} maxLength={200} />
    </Dialog>
  );
}
