// A terminal that is given nothing but ASCII, whatever is written to it: for locales that have no UTF-8.
import { asciiOf } from './ascii.ts';

/** The same terminal; what is written as text is put into ASCII on the way. */
export function asciiOnly(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: unknown, ...rest: unknown[]): boolean =>
    Reflect.apply(stdout.write, stdout, [typeof chunk === 'string' ? asciiOf(chunk) : chunk, ...rest]);
  return new Proxy(stdout, {
    get(target, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
