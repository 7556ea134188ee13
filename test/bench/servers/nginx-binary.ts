// The nginx that serves the bodies: the machine's own, or Debian's.
import { debianBinary, findProgram } from '../../support/debian-binary.ts';
import { Missing } from '../missing.ts';

/** Path of an nginx that runs. @throws Missing when none can be had */
export function ensureNginx(): string {
  const installed = findProgram(['nginx'], ['/usr/sbin', '/usr/local/sbin', '/sbin']);
  if (installed !== undefined) return installed;
  try {
    return debianBinary({
      name: 'nginx',
      packages: ['nginx', 'nginx-common', 'libpcre2-8-0', 'libssl3', 'zlib1g', 'libcrypt1'],
      file: 'usr/sbin/nginx',
    });
  } catch {
    throw new Missing(
      "The bench needs nginx; none is installed and Debian's could not be fetched. Install it: apt-get install nginx-light",
    );
  }
}
