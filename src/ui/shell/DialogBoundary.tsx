import { Component, Suspense } from 'react';
import type { ReactNode } from 'react';
import { forgetFailedLoads } from './lazy-again.tsx';

interface DialogBoundaryProps {
  /** Closes what failed and says so. */
  readonly onFailure: (error: unknown) => void;
  readonly children: ReactNode;
}

/** Keeps the failure of a dialog, such as one whose code can't be loaded, from the page under it. */
export class DialogBoundary extends Component<DialogBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    forgetFailedLoads();
    this.props.onFailure(error);
  }

  override render(): ReactNode {
    return this.state.failed ? undefined : <Suspense>{this.props.children}</Suspense>;
  }
}
