import { Component, type ReactNode } from 'react';
import { Failed } from '../parts/states.tsx';

/** Keeps a fault of one screen from taking the navigation with it. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="page">
        <Failed error={this.state.error} retry={() => this.setState({ error: undefined })} />
      </div>
    );
  }
}
