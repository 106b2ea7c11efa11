/**
 * How an open dashboard stays true: it asks for its own page again, and takes over the parts that have changed. What is
 * parsed that way runs nothing. A page that nobody sees does not ask.
 */
export const liveScript = `
const lost = document.querySelector('[data-lost]');
const look = async () => {
  const answer = await fetch(location.pathname, { cache: 'no-store', signal: AbortSignal.timeout(30000) });
  if (!answer.ok) throw new Error(answer.statusText);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (document.title !== fresh.title) document.title = fresh.title;
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = fresh.getElementById(part.id);
    if (!other || other.innerHTML === part.innerHTML) continue;
    const here = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    part.replaceChildren(...other.childNodes);
    if (here) [...part.querySelectorAll('a')].find((link) => link.getAttribute('href') === here)?.focus({ preventScroll: true });
  }
};
const again = async () => {
  if (!document.hidden) await look().then(() => { lost.hidden = true; }, () => { lost.hidden = false; });
  setTimeout(again, 2000);
};
setTimeout(again, 2000);
`;
