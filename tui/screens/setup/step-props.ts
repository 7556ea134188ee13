// What every step of the guide is given. Types only.
import type { ScreenProps } from '../../screen-contract.ts';
import type { Guide, GuideEvent } from './guide.ts';

export interface StepProps extends ScreenProps {
  readonly guide: Guide;
  readonly on: (event: GuideEvent) => void;
}
