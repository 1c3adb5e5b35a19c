import { Component, Suspense } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../widgets/Button.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import styles from './Layout.module.css';
import { forgetFailedLoads } from './lazy-again.tsx';

interface PanelBoundaryProps {
  /** What the panel shows, for the message. */
  readonly name: string;
  /** `undefined` as long as it is too early to load them. */
  readonly children: ReactNode;
}

const loading = <p className={styles['loading']}>Loading…</p>;

/** A panel's frame: shows that it loads, and keeps its failure from the panels around it. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(thrown: unknown): { readonly error: Error } {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  readonly tryAgain = (): void => {
    forgetFailedLoads();
    this.setState({ error: undefined });
  };

  override render(): ReactNode {
    const { error } = this.state;
    const { name, children } = this.props;
    return (
      <div className={styles['side']}>
        {error === undefined ? (
          <Suspense fallback={loading}>{children ?? loading}</Suspense>
        ) : (
          <EmptyState title={`The ${name} can't be shown`} action={<Button onClick={this.tryAgain}>Try again</Button>}>
            {error.message}
          </EmptyState>
        )}
      </div>
    );
  }
}
