// Elements and tables. Text is never read as HTML.

export const by_id = (id) => document.getElementById(id);

export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Only what differs is written: a selection, and what a screen reader is at, stay.
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function level(node, word) {
  if (word) node.dataset.level = word;
  else delete node.dataset.level;
}

const MARKS = { wrong: "✗ ", look: "! ", good: "✓ " };
export const marked = (word, text) => ({ level: word, text: MARKS[word] + text });

// A button that names its row for those who do not see it.
export function button(text, row_name, onclick) {
  return el("button", { type: "button", "aria-label": `${text} ${row_name}`, onclick }, text);
}

// A table whose rows are kept by their key, so that the focus stays where it is while numbers change.
//   columns: {title, kind?: number, short or long, cell(row): text or {level, text}}
//        or {title, make(row): element, made again when `when(row)` changes}
export class Table {
  constructor(holder, { caption, columns, empty, key }) {
    Object.assign(this, { columns, empty, key, rows: new Map() });
    this.body = el("tbody", { role: "rowgroup" });
    this.caption = el("caption", {}, caption);
    this.stale = el("span", { class: "stale" });
    this.caption.append(this.stale);
    const head = el("tr", { role: "row" }, ...columns.map(({ title, kind }) =>
      el("th", { scope: "col", role: "columnheader", class: kind }, title)));
    this.head = el("thead", { role: "rowgroup" }, head);
    holder.replaceChildren(el("table", { role: "table", class: columns.length > 3 ? "wide" : undefined }, this.caption, this.head, this.body));
    this.say(empty);
  }

  say(text) {
    if (this.said === text) return;
    this.said = text;
    this.rows.clear();
    this.head.hidden = true;
    this.body.replaceChildren(el("tr", { role: "row" },
      el("td", { role: "cell", class: "empty", colspan: this.columns.length }, text)));
  }

  // Says in the caption that this is not of now; "" when it is.
  set_stale(text) {
    put(this.stale, text && ` ${text}`);
  }

  show(rows) {
    if (!rows.length) return this.say(this.empty);
    if (!this.rows.size) this.body.replaceChildren();
    this.said = "";
    this.head.hidden = false;
    const kept = new Map();
    rows.forEach((row, i) => {
      const key = this.key(row);
      const line = this.rows.get(key) || this.new_line();
      kept.set(key, line);
      if (this.body.children[i] !== line) this.body.insertBefore(line, this.body.children[i] || null);
      this.columns.forEach((column, at) => this.fill(line.children[at], column, row));
    });
    for (const [key, line] of this.rows) if (!kept.has(key)) line.remove();
    this.rows = kept;
  }

  new_line() {
    return el("tr", { role: "row" }, ...this.columns.map(({ title, kind }) =>
      el("td", { role: "cell", "data-title": title, class: kind }, el("span"))));
  }

  fill(cell, column, row) {
    if (column.make) {
      const when = column.when ? String(column.when(row)) : "";
      if (cell.dataset.when === when) return;
      const had_focus = cell.contains(document.activeElement);
      cell.dataset.when = when;
      cell.replaceChildren(column.make(row));
      if (had_focus) cell.querySelector("button")?.focus();
      return;
    }
    const value = column.cell(row);
    const text = typeof value === "string" ? value : value.text;
    put(cell.firstChild, text);
    level(cell, value.level);
    cell.classList.toggle("none", text === "–");
  }
}
