// Suggests places while somebody types. The page works as well without it: what is typed is understood by the server.
const field = document.querySelector('input[data-suggest]');
const list = document.getElementById(field?.getAttribute('list') ?? '');

const WAIT_MS = 150;
const LEAST_LETTERS = 2;

let timer;
let latest = 0;

async function suggest() {
  const text = field.value.trim();
  if (text.length < LEAST_LETTERS) return;
  latest += 1;
  const mine = latest;
  try {
    const answer = await fetch(`${field.dataset.suggest}?limit=8&q=${encodeURIComponent(text)}`);
    if (!answer.ok || mine !== latest) return;
    const { areas } = await answer.json();
    list.replaceChildren(
      ...areas.map((area) => Object.assign(document.createElement('option'), { value: area.text })),
    );
  } catch {
    // Without suggestions one goes on typing.
  }
}

field?.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, WAIT_MS);
});
