// What `--help` teaches by: lines a person can copy, one block a command. Words only; every command has its block.

/** Examples by command, as typed behind `vaccine-watch`; empty: the program itself. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  '': `
  vaccine-watch demo                          see it work, no account needed
  vaccine-watch areas bangalore               find a district
  vaccine-watch subscribers add --email you@example.org --district BBMP --dose 1 --age 45
  vaccine-watch doctor                        what is configured, what is missing
  vaccine-watch                               watch it in the terminal
  vaccine-watch run                           run it as a service`,
  run: `
  vaccine-watch run                           poll what somebody subscribes to, at 90 calls in 5 minutes
  vaccine-watch run --all-areas --cowin-url http://localhost:8294/api --pace unlimited`,
  demo: `
  vaccine-watch demo                          on the screen, until you leave
  vaccine-watch demo --headless --for 30s --json`,
  simulate: `
  vaccine-watch simulate --port 8294 &
  curl -X POST localhost:8294/_sim/open -d '{"district":294,"capacity":12}'
  VACCINE_WATCH_COWIN_URL=http://localhost:8294/api vaccine-watch run`,
  status: `
  vaccine-watch status
  vaccine-watch status --json`,
  areas: `
  vaccine-watch areas bangalore
  vaccine-watch areas aurangabad --state bihar
  vaccine-watch areas --state kerala          every district of a state
  vaccine-watch areas 294 --json`,
  register: `
  vaccine-watch register --email you@example.org --district BBMP --state Karnataka
  vaccine-watch register --email you@example.org --district 294 --dose 1 --age 45 --fee free --server https://slots.example.org
  vaccine-watch register --webhook https://example.org/slots --pincode 560011 --server https://slots.example.org`,
  verify: `
  vaccine-watch verify --email you@example.org --code 123456
  vaccine-watch verify --email you@example.org --code 123456 --server https://slots.example.org`,
  unsubscribe: `
  vaccine-watch unsubscribe --email you@example.org                  sends a code
  vaccine-watch unsubscribe --email you@example.org --code 123456    ends the alerts`,
  subscribers: `
  vaccine-watch subscribers list
  vaccine-watch subscribers add --email you@example.org --district BBMP
  vaccine-watch subscribers pause --email you@example.org`,
  'subscribers list': `
  vaccine-watch subscribers list --channel email
  vaccine-watch subscribers list --search example.org --json`,
  'subscribers add': `
  vaccine-watch subscribers add --email you@example.org --district BBMP
  vaccine-watch subscribers add --email you@example.org --district 294 --dose 1 --age 45 --vaccine COVAXIN --fee free --min 5
  vaccine-watch subscribers add --telegram 123456789 --district Aurangabad --state Bihar
  vaccine-watch subscribers add --webhook https://example.org/slots --pincode 560011
  vaccine-watch subscribers add --x --district BBMP          post this district's slots on X`,
  'subscribers pause': `
  vaccine-watch subscribers pause 7
  vaccine-watch subscribers pause --email you@example.org`,
  'subscribers resume': `
  vaccine-watch subscribers resume 7
  vaccine-watch subscribers resume --email you@example.org`,
  'subscribers remove': `
  vaccine-watch subscribers remove 7
  vaccine-watch subscribers remove --telegram 123456789`,
  'subscribers block': `
  vaccine-watch subscribers block 7
  vaccine-watch subscribers block --email rude@example.org   also an address nobody has yet`,
  'subscribers unblock': `
  vaccine-watch subscribers unblock --email rude@example.org`,
  'subscribers export': `
  vaccine-watch subscribers export > subscribers.json`,
  'subscribers import': `
  vaccine-watch subscribers import subscribers.json`,
  deliveries: `
  vaccine-watch deliveries                    the newest 100
  vaccine-watch deliveries --state pending --channel email
  vaccine-watch deliveries --subscriber 7 --limit 20 --json`,
  doctor: `
  vaccine-watch doctor
  vaccine-watch doctor --json`,
  'test-alert': `
  vaccine-watch test-alert --email you@example.org
  vaccine-watch test-alert --telegram 123456789
  vaccine-watch test-alert --webhook https://example.org/slots`,
  backup: `
  vaccine-watch backup /var/backups/vaccine-watch/monday.db`,
  restore: `
  vaccine-watch restore /var/backups/vaccine-watch/monday.db`,
  help: `
  vaccine-watch help subscribers add`,
};
