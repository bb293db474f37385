// format.js -- numbers, times and names for a person to read.
(function (suanli) {
  "use strict";

  const minute = 60, hour = 3600, day = 86400;
  const formats = new Map();

  function fixed(value, decimals) {
    if (!formats.has(decimals)) {
      formats.set(decimals, new Intl.NumberFormat("en-US", { minimumFractionDigits: 0, maximumFractionDigits: decimals }));
    }
    return formats.get(decimals).format(value);
  }

  // Four digits or so, with commas; an en dash for a figure that does not exist.
  function number(value) {
    if (value === null || value === undefined) return "\u2013";
    const size = Math.abs(value);
    if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(2);
    return fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4);
  }

  function whole(value) {
    return fixed(value, 0);
  }

  function percent(share) {
    if (share === null || share === undefined) return "\u2013";
    const value = 100 * share;
    return fixed(value, Math.abs(value) >= 99.95 || Math.abs(value) < 1e-9 ? 0 : Math.abs(value) >= 1 ? 1 : 2) + "\u00a0%";
  }

  // Between two shares.
  function points(share) {
    return fixed(100 * share, Math.abs(share) < 0.001 ? 2 : 1) + "\u00a0points";
  }

  // The two largest units that matter: "4 d 2 h", "12 min 5 s".
  function duration(seconds) {
    if (seconds === null || seconds === undefined) return "\u2013";
    if (seconds < 0) return "\u2212" + duration(-seconds);
    if (seconds < 10) return fixed(seconds, 2) + "\u00a0s";
    if (seconds < minute) return fixed(seconds, 1) + "\u00a0s";
    const steps = [["d", day, "h", hour], ["h", hour, "min", minute], ["min", minute, "s", 1]];
    for (const [large, size, small, part] of steps) {
      if (seconds < size) continue;
      let parts = Math.round(seconds / part);
      const per = size / part;
      const many = Math.floor(parts / per);
      parts -= many * per;
      if (many >= 100) return whole(seconds / size) + "\u00a0" + large;
      return many + "\u00a0" + large + (parts > 0 ? "\u00a0" + parts + "\u00a0" + small : "");
    }
    return "";
  }

  // Of answers: thousandths below a second.
  function answerTime(seconds) {
    if (seconds === null || seconds === undefined || seconds >= 1) return duration(seconds);
    return fixed(1000 * seconds, seconds < 0.1 ? 1 : 0) + "\u00a0ms";
  }

  const units = { "1": "", "s": "\u00a0s", "1/h": "\u00a0/h", "1/s": "\u00a0/s", "J": "\u00a0J", "USD": "\u00a0USD", "g": "\u00a0g", "kWh": "\u00a0kWh", "W": "\u00a0W" };

  function withUnit(value, unit) {
    if (value === null || value === undefined) return "\u2013";
    return number(value) + (unit in units ? units[unit] : unit ? "\u00a0" + unit : "");
  }

  // Steps between marks of a time axis.
  const steps = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, minute, 5 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day,
    20 * day, 50 * day, 100 * day, 200 * day, 500 * day, 1000 * day, 2000 * day, 5000 * day, 10000 * day, 100000 * day];

  function timeMarks(from, until, most) {
    const step = steps.find((it) => (until - from) / it <= Math.max(most, 2)) || steps[steps.length - 1];
    const marks = [];
    for (let at = Math.ceil(from / step) * step; at <= until + step * 1e-9 && marks.length < 200; at += step) marks.push(at);
    return marks;
  }

  function timeMark(seconds) {
    return Math.abs(seconds) < 1e-9 ? "0" : duration(seconds);
  }

  // 1, 2 or 5 times a power of ten.
  function roundStep(span, most) {
    const rough = span / Math.max(most, 1);
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    return power * [1, 2, 5, 10].find((it) => it * power >= rough * (1 - 1e-9));
  }

  function list(words) {
    return words.length < 2 ? words.join("") : words.slice(0, -1).join(", ") + " and " + words[words.length - 1];
  }

  suanli.format = { number, whole, percent, points, duration, answerTime, withUnit, timeMarks, timeMark, roundStep, fixed, list };
})(window.suanli = window.suanli || {});
