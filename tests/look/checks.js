// What `make look` asks of a page: an object of lists and numbers, for tests/look/checks.py.
() => {
  const LEAST = 3; // WCAG 2.2, 1.4.11: what shows a control against what is beside it
  const CONTROLS = 'input:not([type=hidden]):not([type=image]), select, textarea, button, .button';

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  // Any CSS colour as [red, green, blue, alpha], each from 0 to 1.
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  };
  const over = (front, back) => front.slice(0, 3).map((part, i) => part * front[3] + back[i] * (1 - front[3]));
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const backgroundOf = (element) => {
    const layers = [];
    for (let here = element; here; here = here.parentElement) {
      layers.push(parse(getComputedStyle(here).backgroundColor));
    }
    const page = matchMedia('(prefers-color-scheme: dark)').matches ? [0.07, 0.07, 0.07] : [1, 1, 1];
    return layers.reverse().reduce((below, layer) => over(layer, below), page);
  };
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 2 && box.height > 2 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const label = (element) => `${element.tagName.toLowerCase()}[${element.name || element.className || element.type}]`;

  const faint = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    const style = getComputedStyle(element);
    const isNative = ['checkbox', 'radio', 'range', 'file', 'color'].includes(element.type);
    if (isNative || element.disabled || !isShown(element)) continue;
    // A button is known by its text; it needs an edge only where nothing else tells that it can be pressed.
    if (element.matches('button, .button, [type=submit], [type=button]')) continue;
    const outside = backgroundOf(element.parentElement);
    const inside = backgroundOf(element);
    const edges = ['Top', 'Right', 'Bottom', 'Left']
      .filter((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== 'none')
      .map((side) => contrast(over(parse(style[`border${side}Color`]), inside), outside));
    // A field inside a framed box is known by the frame of the box.
    const frame = element.parentElement.closest('form, fieldset, label, .field, .search-box');
    const frameStyle = frame && getComputedStyle(frame);
    if (frame && parseFloat(frameStyle.borderBottomWidth) > 0) {
      edges.push(contrast(over(parse(frameStyle.borderBottomColor), inside), backgroundOf(frame.parentElement)));
    }
    const best = Math.max(contrast(inside, outside), ...edges);
    if (best < LEAST) faint.push(`${label(element)} ${best.toFixed(2)}`);
  }

  const tabbable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
    (element) => element.tabIndex >= 0 && !element.disabled && element.type !== 'hidden' && isShown(element),
  );
  const main = document.querySelector('main');
  const firstInMain = tabbable.findIndex((element) => main?.contains(element));
  return {
    faint: [...new Set(faint)],
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    shift: window.shiftSeen || 0,
    tabs: tabbable.length,
    tabsToMain: firstInMain,
  };
};
