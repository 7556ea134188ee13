// Why a poll brought nothing, in plain words. The poller knows reasons as short codes; whoever shows one to a person says
// it in these words. Pure.

const IN_WORDS: Readonly<Record<string, string>> = {
  'status-401': 'it wants a key for this (401)',
  'status-403': 'forbidden (403): a foreign address, too many calls, or an unwelcome User-Agent',
  'status-429': 'too many requests (429)',
  'status-4xx': 'it says the request is wrong (4xx)',
  'status-5xx': 'it has a fault of its own (5xx)',
  'status-other': 'an answer of an unknown kind',
  tls: 'no secure connection',
  malformed: 'its answers are no HTTP',
  'wrong-length': 'its answers are cut short',
  'too-big': 'its answers are far too large',
  'bad-encoding': 'its answers are damaged',
  connect: 'no connection',
  dns: 'its name is not found',
  timeout: 'no answer in time',
  reset: 'the connection breaks off',
  redirect: 'it redirects elsewhere',
  html: 'a page instead of data, which is a refusal in disguise',
  envelope: 'its answers have another shape than we know (schema drift)',
  'not-json': 'its answers are no JSON',
  empty: 'its answers are empty',
};

/** A reason code of the poller as a person would say it; one that is not known as it came. */
export function failureInWords(why: string): string {
  return IN_WORDS[why] ?? why;
}

/** The same for a table, without what explains it: `forbidden (403)`, `a page instead of data`. */
export function failureInBrief(why: string): string {
  return failureInWords(why).split(/[:,]/, 1)[0] as string;
}
