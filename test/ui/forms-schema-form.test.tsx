// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/model/value.ts';
import { SchemaForm } from '../../src/ui/forms/SchemaForm.tsx';
import { firstInvalid } from '../../src/ui/forms/form-context.ts';

afterEach(cleanup);

function show(schema: JsonObject, value: JsonValue, showErrors: 'left' | 'all' = 'left', omit?: readonly string[]) {
  const seen: { value: JsonValue } = { value };
  function Page() {
    const [held, setHeld] = useState(value);
    return (
      <SchemaForm
        label="Form"
        schema={schema}
        value={held}
        showErrors={showErrors}
        {...(omit === undefined ? {} : { omit })}
        onChange={(next) => {
          seen.value = next;
          setHeld(next);
        }}
      />
    );
  }
  return { ...render(<Page />), seen };
}

const type = (name: string, text: string) => fireEvent.change(screen.getByLabelText(name), { target: { value: text } });

describe('a form made from a JSON Schema', () => {
  it('has no field for what somebody else shows, and keeps it', () => {
    const text = { type: 'string' };
    const schema = { type: 'object', properties: { name: text, graph: text, workflow: text } };
    const { seen } = show(schema, { workflow: 'w', name: '' }, 'all', ['graph', 'workflow']);
    expect(screen.getAllByRole('textbox')).toHaveLength(1);
    type('Name', 'Ada');
    expect(seen.value).toEqual({ workflow: 'w', name: 'Ada' });
  });

  it('hands on texts as texts and numbers as numbers', () => {
    const { seen } = show({ type: 'object', properties: { name: { type: 'string' }, k: { type: 'integer' } } }, {});
    type('Name', 'Ada');
    type('K', '5');
    expect(seen.value).toEqual({ name: 'Ada', k: 5 });
  });

  it('takes an emptied optional text away and keeps a required one', () => {
    const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'string' } } };
    const { seen } = show(schema, { a: 'x', b: 'y' });
    type('A *', '');
    type('B', '');
    expect(seen.value).toEqual({ a: '' });
  });

  it('keeps a half-typed number as it is typed and says what is wrong with it', () => {
    show({ type: 'object', properties: { k: { type: 'number' } } }, {}, 'all');
    type('K', '1e');
    expect(screen.getByLabelText<HTMLInputElement>('K').value).toBe('1e');
    expect(screen.getByText('This must be a number.')).toBeTruthy();
  });

  it('shows an error once its field was left', () => {
    show({ type: 'object', properties: { k: { type: 'number', minimum: 3 } } }, { k: 1 });
    expect(screen.queryByText('3 or more.')).toBeNull();
    fireEvent.blur(screen.getByLabelText('K'));
    expect(screen.getByText('3 or more.')).toBeTruthy();
  });

  it('marks the first field with an error for the focus', () => {
    const schema = {
      type: 'object',
      required: ['b'],
      properties: { a: { type: 'string' }, b: { minLength: 1, type: 'string' } },
    };
    const { container } = show(schema, { a: 'x' }, 'all');
    expect(firstInvalid(container)).toBe(screen.getByLabelText('B *'));
  });

  it('adds, moves and removes the items of a list', () => {
    const schema = {
      type: 'object',
      properties: {
        cases: { type: 'array', items: { type: 'object', title: 'Case', properties: { port: { type: 'string' } } } },
      },
    };
    const { seen } = show(schema, { cases: [{ port: 'a' }, { port: 'b' }] });
    fireEvent.click(screen.getByRole('button', { name: 'Move case 1 down' }));
    expect(seen.value).toEqual({ cases: [{ port: 'b' }, { port: 'a' }] });
    fireEvent.click(screen.getByRole('button', { name: 'Remove case 1' }));
    fireEvent.click(screen.getByRole('button', { name: 'Add case' }));
    expect(seen.value).toEqual({ cases: [{ port: 'a' }, {}] });
  });

  it('shows a default without writing it', () => {
    const { seen } = show({ type: 'object', properties: { on: { type: 'boolean', default: true } } }, {});
    const box = screen.getByRole('checkbox', { name: 'On' });
    expect(box.getAttribute('aria-checked')).toBe('true');
    expect(seen.value).toEqual({});
    fireEvent.click(box);
    expect(seen.value).toEqual({ on: false });
  });

  it('takes the text of a chosen file, and its name beside it', async () => {
    const schema = {
      type: 'object',
      properties: {
        text: { type: 'string', format: 'file-text', 'x-file-name-key': 'file' },
        file: { type: 'string' },
      },
    };
    const { seen } = show(schema, {});
    const file = new File(['a\nb'], 'sample.py', { type: 'text/plain' });
    fireEvent.change(screen.getByLabelText('Text'), { target: { files: [file] } });
    await screen.findByText('sample.py');
    expect(seen.value).toEqual({ text: 'a\nb', file: 'sample.py' });
  });
});
