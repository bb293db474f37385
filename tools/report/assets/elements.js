// elements.js -- makes elements of the page; text is always text, never markup.
(function (suanli) {
  "use strict";

  const svgSpace = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined) continue;
      element.append(child);
    }
    return element;
  }

  function html(tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  function svg(tag, attributes, ...children) {
    return fill(document.createElementNS(svgSpace, tag), attributes, children);
  }

  // A name from the data: its direction of writing does not touch what stands around it.
  function name(text) {
    return html("bdi", {}, text === "" ? "\u2013" : text);
  }

  function section(id, title, ...children) {
    return html("section", { id, "aria-labelledby": id + "-title" }, html("h2", { id: id + "-title" }, title), children);
  }

  function figure(caption, ...children) {
    return html("figure", {}, html("figcaption", {}, caption), children);
  }

  function swatch(color) {
    const box = html("span", { class: "swatch", "aria-hidden": "true" });
    box.style.background = color;
    return box;
  }

  // A term and what it is, in two columns.
  function facts(rows) {
    return html("dl", { class: "facts" }, rows.filter((row) => row).map(([term, ...what]) => [html("dt", {}, term), html("dd", {}, what)]));
  }

  // Calls draw(width) now that the element is on the page, and again whenever its width changes.
  function drawn(element, draw) {
    let last = 0;
    const again = () => {
      const width = Math.floor(element.clientWidth);
      if (width > 0 && width !== last) {
        last = width;
        draw(width);
      }
    };
    suanli.later.push(again);
    new ResizeObserver(() => requestAnimationFrame(again)).observe(element);
    return element;
  }

  suanli.later = [];
  suanli.elements = { html, svg, name, section, figure, swatch, facts, drawn };
})(window.suanli = window.suanli || {});
