/**
 * What a page does beside being read: filters the list of findings, and puts the keyboard
 * where a link leads. Everything else works without it.
 */
export const pageScript = `
const list = document.querySelector('[data-findings]');
if (list) {
  const controls = document.querySelector('[data-filters]');
  const rows = [...list.querySelectorAll('tbody tr')];
  const status = document.querySelector('[data-shown]');
  const apply = () => {
    const words = controls.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const chosen = ['property', 'target', 'life'].filter((name) => controls.elements[name]);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.textContent.toLowerCase().includes(word)) &&
        chosen.every((name) => ['', row.dataset[name]].includes(controls.elements[name].value));
      row.hidden = !fits;
      if (fits) shown++;
    }
    status.textContent = shown + ' of ' + rows.length + ' shown';
  };
  controls.hidden = false;
  controls.addEventListener('input', apply);
  controls.addEventListener('submit', (event) => event.preventDefault());
}
const arrive = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (place && place.tabIndex === -1) { place.focus({ preventScroll: true }); place.scrollIntoView(); }
};
addEventListener('hashchange', arrive);
arrive();
`;
