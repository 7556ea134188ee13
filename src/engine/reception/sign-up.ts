// Sign-up as the engine offers it: codes in its store, sent by its channels, confirmed by its self-service.
import { createSignUpLimits } from '../../alert/limits.ts';
import { type RunningSignUp, type SignUpOptions, startSignUp } from '../../alert/sign-up.ts';
import type { Settings } from '../../config.ts';
import { type Control, ControlError } from '../../control/control.ts';
import { areaText } from '../../core/area.ts';
import type { Addressee } from '../../core/self-service.ts';
import type { SignUp } from '../../core/sign-up.ts';
import type { Source } from '../../core/source.ts';
import { wishText } from '../../core/text/wish.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { patience } from '../patience.ts';

export interface EngineSignUpParts
  extends Pick<
    SignUpOptions,
    'selfService' | 'onChange' | 'channels' | 'clock' | 'log' | 'randomInt' | 'random' | 'onBug'
  > {
  readonly store: Pick<Store, 'codes' | 'links' | 'subscribers' | 'transaction'>;
  readonly source: Pick<Source, 'area'>;
  readonly settings: Pick<Settings, 'web' | 'signUpOpen'>;
}

/** Codes can be typed in on the page, where there is one that people reach. */
const VERIFY_PATH = '/verify';

export function engineSignUp({ store, source, settings, ...parts }: EngineSignUpParts): RunningSignUp {
  const patiently = patience(parts.clock);
  const publicUrl = settings.web?.publicUrl ?? null;
  const areaName = (id: string) => areaText(source.area(id) ?? { name: id, region: '' });
  return startSignUp({
    ...parts,
    codes: store.codes,
    limits: createSignUpLimits(),
    isOpen: settings.signUpOpen,
    isBlocked: (to: Addressee) => patiently(() => store.subscribers.isBlocked(to)),
    tokenOf: store.links.tokenOf,
    wishText: ({ place, filters }) => wishText({ ...place, ...filters }, areaName),
    verifyUrl: ({ channel }) => (publicUrl === null || channel !== 'email' ? null : publicUrl + VERIFY_PATH),
    transaction: (work) => patiently(() => store.transaction(work)),
  });
}

/** Sign-up over the control socket: whoever may open it is the operator, whom no limit of clients holds up. */
export function signUpControl(signUp: SignUp): Pick<Control, 'register' | 'verify'> {
  const operator = { ip: null };
  return {
    register: (ask) => answered(signUp.register(ask, operator)),
    verify: (to, code, only) => answered(signUp.verify(to, code, operator, only)),
  };
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof StoreError ? new ControlError('failed', error.message) : error;
  }
}
