// Signing up by one-time code: whoever can read what is sent to an address may decide what it gets.
// Asking for a code says nothing of whether the address is known; neither do the words nor the time of the answer.
import type { CodePurpose } from './outcome.ts';
import type { Addressee, OwnWish, Person, SubscribeRefusal } from './self-service.ts';

export interface SignUp {
  /** Sends a code to the address, in the background; whether it could be sent is nobody's to know. */
  register(ask: Ask, client: Client): Promise<Registered>;
  /**
   * Uses up a code: of many who come with the same, one is served.
   * @param only the purpose the code must have been made for: a code for another is a wrong one, so that who ends their
   * alerts cannot begin them by an older code. Default: whichever
   */
  verify(to: Addressee, code: string, client: Client, only?: CodePurpose): Promise<Verified>;
}

/** What the code is to confirm. */
export type Ask =
  | { readonly purpose: 'subscribe'; readonly wish: OwnWish }
  | { readonly purpose: Exclude<CodePurpose, 'subscribe'>; readonly to: Addressee };

/** Whoever asks: their network address, or null for the operator's own machine, to which no limit applies. */
export interface Client {
  readonly ip: string | null;
}

export type Registered =
  | { readonly ok: true; readonly validForMs: number }
  | {
      readonly ok: false;
      /** `too-soon`, `too-many`: of this address or from this client. `closed`: no sign-up. `unavailable`: no such channel. */
      readonly why: 'too-soon' | 'too-many' | 'closed' | 'unavailable';
      /** When it may be tried again; null: nobody can tell. */
      readonly waitMs: number | null;
      readonly message: string;
    };

export type Verified =
  | {
      readonly ok: true;
      readonly purpose: CodePurpose;
      /** As they are now; null after the last subscription of somebody unknown was ended. */
      readonly person: Person | null;
      /** The subscription confirmed; null where the purpose was another. */
      readonly subscriptionId: number | null;
      /** What stands in their links; null when there is nobody. */
      readonly token: string | null;
    }
  | {
      readonly ok: false;
      /** `wrong-code`: wrong, used, or too old; nobody is told which. */
      readonly why: 'wrong-code' | SubscribeRefusal;
      readonly message: string;
    }
  | {
      readonly ok: false;
      /** Too many codes were typed, for this address or from this client. */
      readonly why: 'too-many-tries';
      /** When it may be tried again. */
      readonly waitMs: number;
      readonly message: string;
    };
