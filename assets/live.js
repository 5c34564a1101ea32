// What Flutter announces stays long enough to be read.
//
// Flutter writes an announcement into an element with aria-live and empties it 0.3 seconds later. A screen reader on a
// busy or an old machine looks at it after that and says nothing (WCAG 4.1.3); and of two announcements, the end of the
// first empties the second. The page empties it itself, seconds later, unless something new stands there.
(function () {
  'use strict';

  const STAYS = 5000; // milliseconds
  const text = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent');

  function keep(element) {
    let emptying;
    Object.defineProperty(element, 'textContent', {
      get() { return text.get.call(this); },
      set(words) {
        clearTimeout(emptying);
        if (words === '') {
          emptying = setTimeout(() => text.set.call(this, ''), STAYS);
        } else {
          text.set.call(this, words);
        }
      },
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    const waiting = new MutationObserver(() => {
      const host = document.querySelector('flt-announcement-host');
      if (host) {
        waiting.disconnect();
        [...host.children].forEach(keep);
      }
    });
    waiting.observe(document.body, {childList: true});
  });
})();
