// Holds a fault where it happened: a part that cannot be drawn says so in its own place, and the rest goes on.
// It tries again with every new snapshot.
import { Component, type ReactNode } from 'react';
import { plain } from './plain.ts';
import { TextCell } from './text-cell.tsx';

export interface GuardProps {
  /** What the part is called: `areas`. */
  readonly name: string;
  readonly width: number;
  /** When this changes, a part that failed is tried again. */
  readonly of: unknown;
  readonly children: ReactNode;
}

interface GuardState {
  readonly fault: string | null;
  readonly faultOf: unknown;
}

export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { fault: null, faultOf: undefined };

  static getDerivedStateFromError(error: unknown): Partial<GuardState> {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps(props: GuardProps, state: GuardState): Partial<GuardState> {
    return state.faultOf === props.of ? {} : { fault: null, faultOf: props.of };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    const text = `The ${this.props.name} cannot be shown (${plain(fault)}); everything else goes on.`;
    return <TextCell text={text} width={this.props.width} looks={{ bold: true }} />;
  }
}
