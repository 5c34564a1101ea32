// Nine things about the focus that Flutter on the web leaves to its page.
//
// 1. A radio button or a checkbox cannot be given the focus from Python: Flet has no call for it. The application
//    marks what is wanted with the semantics identifier "focus-<number>", and the page focuses it; Flutter follows.
// 2. What takes the focus without being a control (the title of a new screen, the title of the error summary) has no
//    look of its own for it. It gets a ring here, of two colours so that one of them is seen on any ground.
// 3. Flutter scrolls to what Tab reaches only where that lies below: the top of a screen, reached again after its end,
//    stays out of sight (WCAG 2.4.11). The page scrolls there; Flutter follows.
// 4. When the semantics change, Flutter takes nodes out and puts them back elsewhere. The browser takes the focus from
//    what is taken out, and nobody gives it back: the next Tab starts from nowhere (WCAG 2.4.3).
// 5. Enter takes the focus from a field and gives it to nothing. The application could give it back, but later than the
//    next key: on a slow line, whoever has gone on would be thrown back. The page does it at once.
// 6. Between a press that leads to a field and the focus in that field the application has to be asked. What is typed
//    meanwhile is kept here and written into the field once Flutter listens to it; else its first letters are lost.
// 7. Tab goes by lines across the whole window in Flutter: of what is beside each other (the places at the side and the
//    screen, two columns) it takes turns. The semantics have the order in which the screen is read; Tab follows it here.
// 8. What is seen with the focus alone, the way past the bar, cannot be had in Flutter. The page has it.
// 9. Flutter marks what has the focus whatever gave it. A mouse gives it to fields alone, and the first screen has no
//    ring before the first key.
(function () {
  'use strict';

  const MARK = 'flt-semantics-identifier';
  const FIRST = '[aria-checked="true"][tabindex="0"]';
  const ANY = 'input, textarea, [tabindex="0"]';
  let served = '';

  // Focus that comes late must not take the field from somebody who types in it already. A key that writes nothing
  // (Enter, Tab, Escape, an arrow) or a press elsewhere is what asks the application for something.
  let typing = null;
  let entered = null; // the field in which Enter was pressed last, until something else happens
  document.addEventListener('input', (event) => { typing = event.target; }, true);
  // On the window, where the page hears first: what Flutter answers (Tab) goes no further. What a browser fills in by
  // itself comes as a press without a key.
  window.addEventListener('keydown', (event) => {
    if (event.key?.length > 1) {
      typing = null;
    }
    // The Enter of a keyboard on the screen has no code: it puts that keyboard away, and the focus would bring it back.
    entered = event.key === 'Enter' && event.code && event.target.matches('input') ? event.target : null;
  }, true);
  for (const kind of ['pointerdown', 'click']) {
    document.addEventListener(kind, () => { typing = entered = null; }, true);
  }

  function serve() {
    const wanted = document.querySelector(`[${MARK}^="focus-"]`);
    if (!wanted || wanted.getAttribute(MARK) === served) {
      return;
    }
    if (typing && document.activeElement === typing) {
      served = wanted.getAttribute(MARK);
      return;
    }
    const target = wanted.matches(ANY) ? wanted : wanted.querySelector(FIRST) || wanted.querySelector(ANY);
    if (target) {
      served = wanted.getAttribute(MARK);
      target.focus();
      writeHeld(target, SETTLED);
    }
  }

  // Of radio buttons one is a stop, the checked or the first: arrows lead to the others.
  function isStop(at) {
    const group = at.getAttribute('role') === 'radio' && at.closest('[role="radiogroup"]');
    return at.getClientRects().length > 0 && (!group || at === (group.querySelector(FIRST) || group.querySelector(ANY)));
  }

  window.addEventListener('keydown', (event) => {
    const host = document.querySelector('flt-semantics-host');
    if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey || !host) {
      return;
    }
    event.stopImmediatePropagation();
    const stops = [skip, ...[...host.querySelectorAll(ANY)].filter(isStop)];
    const at = stops.indexOf(document.activeElement);
    const next = at < 0 && event.shiftKey ? stops.at(-1) : stops[at + (event.shiftKey ? -1 : 1)];
    if (next) { // beyond the ends the browser has its own controls
      event.preventDefault();
      next.focus();
    }
  }, true);

  // What leads past the bar (WCAG 2.4.1) is the page's own: Flutter drops what is not seen from the semantics, and what
  // comes with the focus is not there in time to have it. The application hands over its words and the size of text.
  const skip = document.createElement('button');
  skip.id = 'skip';
  skip.dir = 'auto';
  skip.addEventListener('click', () => document.querySelector('flt-semantics-host h1')?.focus());

  function tellSkip() {
    const told = document.querySelector(`[${MARK}^="skip "]`)?.getAttribute(MARK).match(/^skip (\d+) (.*)/);
    if (told && told[2] !== skip.textContent) {
      skip.textContent = told[2];
    }
    skip.style.fontSize = told && `${told[1]}%`;
    skip.hidden = !told;
  }

  const EDITABLE = 'input, textarea';
  const SETTLED = 8; // frames after which Flutter has the field in its own hands, and hears what is written into it
  const PATIENCE = 10000; // milliseconds that the application may take to lead to a field
  let held = null; // what was typed since a press that may lead to a field; null while nothing may
  let writing = false;
  let waiting = 0;

  function hold() {
    held = '';
    clearTimeout(waiting);
    waiting = setTimeout(forget, PATIENCE);
  }

  function forget() {
    held = null;
    writing = false;
  }

  window.addEventListener('keydown', (event) => {
    const isText = event.key?.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (held !== null && (writing || !event.target.matches(EDITABLE))) {
      // A space by itself is a press; within what is typed it is a space.
      if (isText && (event.key !== ' ' || held)) {
        held += event.key;
      } else if (event.key === 'Backspace' && held) {
        held = [...held].slice(0, -1).join('');
      } else {
        forget();
      }
      if (held !== null) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
    }
    if ((event.key === 'Enter' || event.key === ' ') && !event.target.matches(EDITABLE)) {
      hold();
    }
  }, true);
  document.addEventListener('pointerdown', forget, true);
  document.addEventListener('pointerup', hold, true);

  function writeHeld(field, frames) {
    if (!held || !field.matches(EDITABLE) || (writing && document.activeElement !== field)) {
      forget();
      return;
    }
    writing = true;
    if (frames > 0) {
      requestAnimationFrame(() => writeHeld(field, frames - 1));
      return;
    }
    const typed = held;
    forget();
    document.execCommand('insertText', false, typed);
  }

  let left = null; // what the focus left for nothing

  document.addEventListener('focusout', (event) => { left = event.relatedTarget ? null : event.target; }, true);

  function giveBack(changes) {
    const isOut = (change) => [...change.removedNodes].some((node) => node.contains(left));
    if (left && left.isConnected && document.activeElement === document.body && changes.some(isOut)) {
      left.focus({preventScroll: true});
    }
  }

  document.addEventListener('focusout', (event) => {
    const field = entered;
    entered = null; // once: what comes after is a new screen, or where the application leads
    if (event.target === field && event.relatedTarget && event.relatedTarget.matches('flutter-view')) {
      field.focus({preventScroll: true});
    }
  }, true);

  let byMouse = false;
  let byKeys = false; // who uses keys is shown where the focus is

  let pressed = null; // what a mouse presses just now

  window.addEventListener('keydown', () => {
    byKeys = true;
    byMouse = false;
  }, true);
  window.addEventListener('pointerdown', (event) => {
    byKeys = false;
    byMouse = event.pointerType === 'mouse';
  }, true);
  // The browser gives the focus at the press, Flutter at the click. Assistive technology clicks without a press.
  const isOfMouse = (event) => byMouse && !event.target.matches(EDITABLE) && event.target.closest('flt-semantics-host');
  window.addEventListener('mousedown', (event) => isOfMouse(event) && event.preventDefault(), true);
  window.addEventListener('click', (event) => {
    pressed = event.pointerType && isOfMouse(event) ? event.target.closest('[tabindex="0"]') : null;
    setTimeout(() => { pressed = null; });
  }, true);
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (...how) {
    if (this !== pressed) {
      focus.apply(this, how);
    }
  };

  const ring = document.createElement('div');
  ring.id = 'focus-ring';
  let ringed = null;
  const BESIDE = 6; // CSS pixels between the words and the ring, within the margin of the page

  function draw() {
    if (!ringed || document.activeElement !== ringed || !ringed.isConnected) {
      ringed = null;
      moves.disconnect();
      ring.style.display = 'none';
      return;
    }
    const box = ringed.getBoundingClientRect();
    ring.style.display = 'block';
    ring.style.left = `${box.left - BESIDE}px`;
    ring.style.top = `${box.top}px`;
    ring.style.width = `${box.width + 2 * BESIDE}px`;
    ring.style.height = `${box.height}px`;
  }

  // Drawn anew when something moved, once a frame at most: a ring that is drawn in every frame keeps half a core busy.
  let isDue = false;

  function drawSoon() {
    if (!isDue) {
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        draw();
      });
    }
  }

  const moves = new MutationObserver(drawSoon);
  document.addEventListener('scroll', drawSoon, true);
  window.addEventListener('resize', drawSoon);
  document.addEventListener('focusout', drawSoon, true);

  function putRing(at) {
    ringed = at;
    moves.observe(at.closest('flt-semantics-host'), {subtree: true, childList: true, attributeFilter: ['style']});
    draw();
  }

  const CONTROL = 'input, textarea, [role]:not([role="heading"])'; // what shows its focus itself
  const MARGIN = 12; // CSS pixels left around what has the focus, for its ring

  // Flutter tells the page only what is seen of a control: the rest of one that is cut off shows as it scrolls.
  const TURNS = 8;

  function bringIntoView(at, turns) {
    const box = at.getBoundingClientRect();
    const seen = box.top >= MARGIN && box.bottom <= innerHeight - MARGIN;
    if (document.activeElement !== at || seen || turns === 0) {
      return;
    }
    at.style.scrollMargin = `${MARGIN}px`;
    at.scrollIntoView({block: 'nearest', inline: 'nearest'});
    afterScrolling(() => bringIntoView(at, turns - 1));
  }

  function afterScrolling(call) {
    requestAnimationFrame(() => requestAnimationFrame(call));
  }

  document.addEventListener('focusin', (event) => {
    const at = event.target;
    afterScrolling(() => bringIntoView(at, TURNS)); // first Flutter's own
    if (at.matches('flt-semantics-host *') && !at.matches(CONTROL) && byKeys) {
      putRing(at);
    }
  });

  document.addEventListener('DOMContentLoaded', () => {
    document.body.append(ring);
    document.body.prepend(skip);
    const follow = (changes) => {
      giveBack(changes);
      serve();
      tellSkip();
    };
    new MutationObserver(follow).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: [MARK],
    });
  });
})();
