"""What the page itself is asked, in its own language."""

COLLECT = """() => {
  const parts = 'flt-semantics, h1, h2, h3, h4, h5, h6, a, img';
  const host = document.querySelector('flt-semantics-host');
  const own = e => [...e.childNodes].filter(n => n.nodeType === 3 || n.tagName === 'SPAN')
    .map(n => n.textContent).join('').trim();
  return [...host.querySelectorAll(parts)].map(e => {
    const box = e.getBoundingClientRect();
    const field = e.querySelector(':scope > input, :scope > textarea');
    const said = field || e;
    const above = e.parentElement.closest(parts);
    return {id: e.id, parent: above ? above.id : '', tag: e.tagName,
      role: field ? 'textbox' : e.getAttribute('role') || (/^H\\d$/.test(e.tagName) ? 'heading' : ''),
      name: (said.getAttribute('aria-label') || own(e)).trim(), text: own(e),
      rect: [box.x, box.y, box.width, box.height], tappable: e.hasAttribute('flt-tappable'),
      disabled: said.getAttribute('aria-disabled') === 'true' || said.disabled === true,
      leaf: e.querySelector(parts) === null, mark: e.getAttribute('flt-semantics-identifier') || ''};
  });
}"""
SEEN = """([begins, busy]) => {
  const host = document.querySelector('flt-semantics-host');
  const title = host && host.querySelector('h1');
  const shown = host ? host.innerHTML : '';
  const now = [location.pathname, document.title, shown].join();
  const last = window.qaribSeen;
  if (begins || !last || last.now !== now) window.qaribSeen = {now, since: performance.now()};
  return {quiet: (performance.now() - window.qaribSeen.since) / 1000, path: location.pathname,
    page: document.title, title: title ? title.textContent : '', loads: busy !== '' && shown.includes(busy)};
}"""
"""Compared within the page: a screen's semantics are long, and asked for twenty times a second."""
CANVAS = """() => {
  const fits = canvas => Math.abs(canvas.height - innerHeight * devicePixelRatio) <= 2
    && Math.abs(canvas.width - innerWidth * devicePixelRatio) <= 2;
  const within = root => [...root.querySelectorAll('*')].some(
    e => (e.tagName === 'CANVAS' && fits(e)) || (e.shadowRoot && within(e.shadowRoot)));
  return within(document);
}"""
FOCUS = """() => {
  const at = document.activeElement;
  const isOurs = at && (at.id === 'skip' || at.closest('flt-semantics-host'));
  const node = isOurs ? at.closest('flt-semantics, h1, h2, a') || at : null;
  if (!node) return {id: '', tag: at ? at.tagName : 'NONE', rect: [0, 0, 0, 0]};
  const box = node.getBoundingClientRect();
  return {id: node.id, tag: at.tagName, rect: [box.x, box.y, box.width, box.height]};
}"""
SCROLLED = "() => [...document.querySelectorAll('flt-semantics')].some(each => each.scrollTop > 0)"
TO_TITLE = """() => {
  const title = document.querySelector('flt-semantics-host h1');
  if (title) title.focus();
  return title !== null && document.activeElement === title;
}"""
