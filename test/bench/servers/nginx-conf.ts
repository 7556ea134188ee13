// How nginx serves the bodies: from one process, compressed beforehand, without a log. Pure text.

/** Where the poller's base URL leads: what each of nginx's answers is like. */
export type Served = 'same' | 'etag' | 'rush' | 'minutes' | 'crowd';

export interface NginxPlan {
  readonly port: number;
  /** Holds the bodies as `bodies/write.ts` lays them, in `bodies/`; answers that are swapped, in `crowd/`. */
  readonly folder: string;
  readonly variants: number;
  /** Files nginx may keep open. */
  readonly openFiles: number;
}

const SAME = 'try_files /bodies/0/$arg_district_id.json.gz =404;';

const PLACES: Readonly<Record<Served, readonly string[]>> = {
  same: ['if_modified_since off;', SAME],
  etag: ['etag on;', SAME],
  rush: ['if_modified_since off;', 'try_files /bodies/$any_variant/$arg_district_id.json.gz =404;'],
  minutes: ['if_modified_since off;', 'try_files /bodies/$minute_variant/$arg_district_id.json.gz =404;'],
  // Its files are swapped while it is asked.
  crowd: [
    'if_modified_since off;',
    'open_file_cache off;',
    'try_files /crowd/$arg_district_id.json.gz /bodies/0/$arg_district_id.json.gz =404;',
  ],
};

/** The configuration. One process and no master: it is one thing to pin, to measure and to end. */
export function nginxConf({ port, folder, variants, openFiles }: NginxPlan): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    'master_process off;',
    `pid ${folder}/nginx.pid;`,
    `error_log ${folder}/nginx.log warn;`,
    'events { worker_connections 1024; }',
    'http {',
    '  access_log off;',
    ...temp.map((name) => `  ${name}_temp_path ${folder}/temp-${name};`),
    '  keepalive_requests 1000000000;',
    '  keepalive_timeout 1h;',
    '  tcp_nodelay on;',
    '  sendfile off;',
    `  open_file_cache max=${openFiles} inactive=1h;`,
    '  open_file_cache_valid 1h;',
    '  etag off;',
    '  types { }',
    '  default_type application/json;',
    `  split_clients $request_id $any_variant {${shares(variants)} }`,
    `  map $time_iso8601 $minute_variant {${minutes(variants)} default 0; }`,
    '  server {',
    `    listen 127.0.0.1:${port};`,
    `    root ${folder};`,
    '    location = /status { stub_status; }',
    ...Object.entries(PLACES).map(
      ([name, words]) => `    location /${name}/ { add_header Content-Encoding gzip; ${words.join(' ')} }`,
    ),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Every variant as often as any other. */
function shares(variants: number): string {
  const share = (100 / variants).toFixed(2);
  const but = Array.from({ length: variants - 1 }, (_, variant) => ` ${share}% ${variant};`);
  return `${but.join('')} * ${variants - 1};`;
}

/** Another variant each minute of the clock. */
function minutes(variants: number): string {
  return Array.from({ length: 60 }, (_, minute) => {
    const digits = String(minute).padStart(2, '0');
    return ` "~T..:${digits}:" ${minute % variants};`;
  }).join('');
}
