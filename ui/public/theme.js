// Runs before the first paint, so that a dark screen never flashes white. A file of its own, because
// the content security policy allows no inline script.
(() => {
  let theme = 'auto';
  try {
    theme = localStorage.getItem('parley.theme') || 'auto';
  } catch {
    // Storage may be forbidden; the system's theme is a fine answer.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
