// table.js -- tables whose columns sort when their heads are pressed.
(function (suanli) {
  "use strict";

  const { html } = suanli.elements;

  function compare(a, b) {
    if (a === b) return 0;
    if (a === null || a === undefined) return 1;  // what does not exist comes last
    if (b === null || b === undefined) return -1;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : 1;
  }

  // columns: [{title, number: bool, value: row => what to sort by, show: row => what to put in the cell, mark: row => a class}].
  // options: {caption, tall, sortable, empty}. The first column is the row's head.
  function table(columns, rows, options) {
    const body = html("tbody");
    let order = rows.slice();
    const line = (row) => html("tr", {}, columns.map((column, i) => {
      const classes = [column.number ? "number" : "", column.mark ? column.mark(row) || "" : ""].join(" ").trim();
      const attributes = { class: classes || null };
      if (i === 0) attributes.scope = "row";
      const shown = column.show ? column.show(row) : column.value(row);
      return html(i === 0 ? "th" : "td", attributes, shown);
    }));
    const fillBody = () => body.replaceChildren(...order.map(line));
    const heads = columns.map((column) => {
      const head = html("th", { scope: "col", class: column.number ? "number" : null });
      if (options.sortable === false || rows.length < 2) {
        head.append(column.title);
        return head;
      }
      head.append(html("button", { type: "button", onclick: () => {
        const falling = head.getAttribute("aria-sort") === "ascending" || (column.number && !head.hasAttribute("aria-sort"));
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        order = rows.map((row, at) => ({ row, at, value: column.value(row) })).sort((a, b) => {
          const missing = (a.value === null) !== (b.value === null);
          const way = falling && !missing ? -1 : 1;
          return way * compare(a.value, b.value) || a.at - b.at;
        }).map((it) => it.row);
        fillBody();
      } }, column.title));
      return head;
    });
    fillBody();
    const made = html("table", { id: options.id || null }, html("caption", {}, options.caption), html("thead", {}, html("tr", {}, heads)), body);
    const name = typeof options.caption === "string" ? options.caption : "table";
    return html("div", { class: options.tall ? "scroll tall" : "scroll", tabindex: "0", role: "region", "aria-label": options.label || name }, made);
  }

  suanli.table = { table };
})(window.suanli = window.suanli || {});
