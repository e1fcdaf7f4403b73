// The review: records found by filters and search, each beside the page it was made of. records.js calls
// jingkan.index, the files of chunks/ call jingkan.chunk. Whatever comes from a page is put in as text, and is no link.
"use strict";
(() => {
  const jingkan = (globalThis.jingkan = globalThis.jingkan || {});

  // Rows of the list that are shown at a time, and files of records that are kept: 12 MB at most.
  const SHOWN = 50;
  const KEPT = 12;
  // Repairs and removals that are listed apart from the page: a hostile page has any number of them.
  const LISTED = 200;

  let labels = {};
  let rows = [];
  let found = []; // rows that match, in the order chosen
  let byKey = new Map();
  let current = null;
  let from = 0; // of found, the first that the list shows
  const chunks = new Map();
  const waiting = new Map();

  const $ = (id) => document.getElementById(id);

  // ---- elements ----

  function node(tag, attributes, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...content.filter((each) => each !== null && each !== ""));
    return made;
  }

  function filled(pattern, values) {
    let next = 0;
    return pattern.replace(/\{(\d*)\}/g, (_, n) => String(values[n === "" ? next++ : Number(n)]));
  }

  // A label in both languages, of which the style sheet shows one.
  function label(name, ...values) {
    const [en, zh] = labels[name];
    const both = document.createDocumentFragment();
    both.append(node("span", { lang: "en" }, filled(en, values)), node("span", { lang: "zh-Hans" }, filled(zh, values)));
    return both;
  }

  function button(content, act, attributes) {
    const made = node("button", { type: "button", ...attributes }, content);
    made.addEventListener("click", act);
    return made;
  }

  const number = (value) => value.toLocaleString("en");
  const percent = (share) => `${(100 * share).toFixed(share < 0.9995 && share > 0.0005 ? 1 : 0)} %`;

  // ---- data ----

  jingkan.index = (index) => {
    labels = index.labels;
    rows = index.rows.map((values, place) => {
      const row = Object.fromEntries(index.fields.map((name, i) => [name, values[i]]));
      row.place = place;
      row.said = `${row.title}\n${row.start}\n${row.key}`.toLowerCase();
      return row;
    });
    byKey = new Map(rows.map((row) => [row.key, row]));
    start();
  };

  jingkan.chunk = (n, records) => {
    chunks.delete(n);
    chunks.set(n, records);
    while (chunks.size > KEPT) chunks.delete(chunks.keys().next().value);
    const then = waiting.get(n) || [];
    waiting.delete(n);
    for (const [resolve] of then) resolve(records);
  };

  function chunk(n) {
    if (chunks.has(n)) return Promise.resolve(chunks.get(n));
    return new Promise((resolve, reject) => {
      const others = waiting.get(n);
      if (others) {
        others.push([resolve, reject]);
        return;
      }
      waiting.set(n, [[resolve, reject]]);
      const file = `chunks/${String(n).padStart(3, "0")}.js`;
      const script = node("script", { src: file });
      script.addEventListener("load", () => script.remove());
      script.addEventListener("error", () => {
        script.remove();
        const then = waiting.get(n) || [];
        waiting.delete(n);
        for (const [, fail] of then) fail(file);
      });
      document.head.append(script);
    });
  }

  // What else is to be done with a record listens for "jingkan:shown" on the document, and has the section #marks.
  // detail: its row, id, url, site, archive, offset, and fields, the record's that are not empty.
  jingkan.shown = (row) => document.dispatchEvent(new CustomEvent("jingkan:shown", { detail: row }));

  // ---- the list ----

  const FILTERS = {
    site: (row) => [row.site],
    verdict: (row) => [row.verdict],
    journal: (row) => [row.journal],
    step: (row) => row.steps,
  };

  function start() {
    if (!$("filters")) return; // there are no records
    for (const [name, values] of Object.entries(FILTERS)) {
      const counts = new Map();
      for (const row of rows) for (const value of values(row)) counts.set(value, (counts.get(value) || 0) + 1);
      const select = $(`by-${name}`);
      select.append(node("option", { value: "" }));
      const sorted = [...counts].filter(([value]) => value).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      for (const [value, n] of sorted) select.append(node("option", { value }, `${value} (${number(n)})`));
      select.addEventListener("change", filter);
    }
    $("order").addEventListener("change", filter);
    $("search").addEventListener("input", filter);
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("close").addEventListener("click", () => $("help").close());
    document.addEventListener("keydown", key);
    document.addEventListener("jingkan:language", words);
    addEventListener("hashchange", open);
    words();
    filter();
    open();
  }

  // What an option says cannot be said in two languages at once.
  function words() {
    const chinese = document.documentElement.lang !== "en";
    for (const name of Object.keys(FILTERS)) $(`by-${name}`).options[0].textContent = labels.all[chinese ? 1 : 0];
    for (const option of $("order").options) {
      option.dataset.en = option.dataset.en || option.textContent;
      option.textContent = chinese ? option.dataset.zh : option.dataset.en;
    }
  }

  function filter() {
    const wanted = Object.entries(FILTERS)
      .map(([name, values]) => [values, $(`by-${name}`).value])
      .filter(([, value]) => value);
    const said = $("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter(
      (row) => wanted.every(([values, value]) => values(row).includes(value)) && said.every((word) => row.said.includes(word)),
    );
    if ($("order").value === "doubt") found.sort((a, b) => a.confidence - b.confidence || a.place - b.place);
    from = 0;
    if (current) toCurrent();
    list();
  }

  function toCurrent() {
    const place = found.indexOf(current);
    if (place >= 0) from = place - (place % SHOWN);
    return place;
  }

  function list() {
    $("count").replaceChildren(found.length ? label("found", number(found.length), number(rows.length)) : label("none"));
    $("list").start = from + 1;
    $("list").replaceChildren(...found.slice(from, from + SHOWN).map(item));
    const earlier = button(label("earlier"), () => turn(-SHOWN));
    const later = button(label("later"), () => turn(SHOWN));
    earlier.disabled = from === 0;
    later.disabled = from + SHOWN >= found.length;
    $("more").replaceChildren(...(found.length > SHOWN ? [earlier, later] : []));
  }

  function turn(by) {
    from = Math.max(0, from + by);
    list();
    $("list").scrollTop = 0;
  }

  function item(row) {
    const link = node(
      "a",
      { href: `#${encodeURIComponent(row.key)}` },
      node("span", { class: "title" }, row.title || label("untitled")),
      node("span", { class: "about" }, [row.journal, row.site, row.verdict].filter(Boolean).join(" · ")),
    );
    if (row === current) link.setAttribute("aria-current", "true");
    return node("li", row === current ? { class: "current" } : {}, link, node("span", { class: "number" }, row.confidence.toFixed(2)));
  }

  // ---- which record ----

  function step(by) {
    if (!found.length) return;
    const place = found.indexOf(current);
    const next = place < 0 ? 0 : Math.min(Math.max(place + by, 0), found.length - 1);
    if (found[next] !== current) location.hash = encodeURIComponent(found[next].key);
  }

  function named() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  }

  function open() {
    const name = named();
    if (!name || name === "content") {
      if (!current && found.length) show(found[0], false);
      return;
    }
    if (byKey.has(name)) show(byKey.get(name), true);
    else tell("no_such", name);
  }

  async function show(row, told) {
    current = row;
    toCurrent();
    list();
    const here = $("list").querySelector("[aria-current]");
    if (here) here.scrollIntoView({ block: "nearest" });
    let records;
    try {
      records = await chunk(row.chunk);
    } catch (file) {
      tell("not_loaded", file);
      return;
    }
    if (current !== row) return; // another one was asked for meanwhile
    draw(row, records[row.at]);
    if (told && $("record").getBoundingClientRect().top < 0) $("record").scrollIntoView();
    jingkan.shown(detail(row, records[row.at]));
  }

  // In the place of a record.
  function tell(name, ...values) {
    $("about").replaceChildren(node("p", { class: "none", role: "alert" }, label(name, ...values)));
    $("beside").replaceChildren();
    $("marks").hidden = true;
  }

  function detail(row, { record, archive, offset }) {
    const fields = Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)));
    return { row, id: record.id, url: record.url, site: row.site, archive, offset, fields };
  }

  // ---- a record ----

  function draw(row, shown) {
    const record = shown.record;
    $("about").replaceChildren(
      node("p", { class: "turn" }, button(label("previous"), () => step(-1)), button(label("next"), () => step(1))),
      node("h2", {}, record.title || label("untitled")),
      about(row, shown),
      ...odds(shown.odds),
    );
    $("beside").replaceChildren(page(shown), saved(record, shown.headings));
  }

  function about(row, shown) {
    const record = shown.record;
    const verdict = record.verdict || { kind: "", reasons: [] };
    const quality = record.quality || { confidence: 0, reasons: [] };
    const lines = [
      [label("verdict"), verdict.kind, ...reasons(verdict.reasons)],
      [label("confidence"), quality.confidence.toFixed(2), ...reasons(quality.reasons)],
      [label("url"), copyable(record.url)],
    ];
    if (record.doi) lines.push([label("doi"), copyable(record.doi)]);
    if (shown.archive) lines.push([label("archive"), copyable(shown.archive)]);
    if (shown.command) {
      lines.push([label("reproduce"), copyable(shown.command), node("span", { class: "why" }, label("reproduce_said"))]);
    }
    return node(
      "dl",
      { class: "about" },
      ...lines.map(([name, ...values]) => node("div", {}, node("dt", {}, name), node("dd", {}, ...values))),
    );
  }

  function reasons(given) {
    return (given || []).length ? [node("ul", {}, ...given.map((reason) => node("li", {}, reason)))] : [];
  }

  function copyable(text) {
    const code = node("code", { tabindex: 0 }, text); // what is long scrolls, by the keyboard too
    const copy = button(label("copy"), async () => {
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        document.execCommand("copy"); // a page on disk may not be let near the clipboard
      }
      copy.replaceChildren(label("copied"));
      setTimeout(() => copy.replaceChildren(label("copy")), 1500);
    });
    return node("span", { class: "copyable" }, code, copy);
  }

  function page(shown) {
    const side = node("section", { class: "page", "aria-labelledby": "side-page" }, node("h3", { id: "side-page" }, label("page")));
    if (shown.why) {
      side.append(node("p", { class: "none" }, shown.why));
      return side;
    }
    const [kept, removed, neither] = shown.account;
    const all = kept + removed + neither;
    if (all) {
      const share = percent((kept + removed) / all);
      side.append(node("p", { class: "note" }, label("accounted", share, number(kept), number(removed), number(neither))));
    }
    const head = [];
    let last = "";
    for (const packed of shown.blocks) {
      const made = block(packed, shown);
      if (packed[0] === "head") {
        head.push(made.element);
        continue;
      }
      if (made.fate === last) made.element.classList.add("same");
      last = made.fate;
      side.append(made.element);
    }
    if (head.length) {
      side.querySelector("h3").after(
        node("details", { class: "head" }, node("summary", {}, label("head", head.length)), ...head),
      );
    }
    side.append(...leftovers(shown));
    return side;
  }

  // A block: on its side what became of it, and each stretch of its text by its fate, which is the field that keeps it,
  // the number of the reason it was removed for, or null.
  function block([kind, place, hidden, ...runs], shown) {
    const where = shown.places[place];
    const fates = new Set();
    const text = node("div", { class: "text" });
    for (const run of runs) {
      const [said, fate, change] = typeof run === "string" ? [run, null] : run;
      if (said.trim() || fate !== null) fates.add(fate);
      const made = node(typeof fate === "number" ? "s" : "span", { class: name(fate) });
      made.append(...(change === undefined ? [said] : repaired(shown.changes[change], said)));
      text.append(made);
    }
    const side = node("div", { class: "fate" }, ...[...fates].sort(rank).map((fate) => badge(fate, shown)));
    if (hidden && ![...fates].some((fate) => typeof fate === "number")) side.append(node("span", { class: "why" }, label("hidden"), ` ${hidden}`));
    if (kind === "head") side.append(node("code", { class: "where" }, where.replace("head > ", "")));
    if (!fates.size) side.append(node("span", { class: "badge" }, label("repaired")));
    const only = fates.size > 1 ? "mixed" : name([...fates][0]);
    const element = node("div", { class: `block ${only} ${kind}`, title: where }, side, text);
    return { element, fate: JSON.stringify([...fates, hidden]) };
  }

  // Fields first, what is neither last.
  function rank(one, other) {
    const of = (fate) => (typeof fate === "string" ? 0 : fate === null ? 2 : 1);
    return of(one) - of(other);
  }

  function name(fate) {
    return typeof fate === "number" ? "removed" : typeof fate === "string" ? "kept" : "neither";
  }

  function badge(fate, shown) {
    if (typeof fate === "string") return node("span", { class: "badge kept" }, fate);
    if (fate === null) return node("span", { class: "badge neither" }, label("neither"));
    const [step, reason] = shown.reasons[fate];
    return node(
      "span",
      { class: "badge removed" },
      node("span", {}, label("removed"), " · ", step),
      node("span", { class: "why" }, reason),
    );
  }

  // Damaged → restored, and how sure where it is not.
  function repaired([kind, before, after, sure], said = after) {
    const parts = [node("del", { title: kind }, before)];
    if (said) parts.push(node("ins", { title: kind }, said));
    if (sure < 0.995) parts.push(node("small", { class: "sure" }, label("sure", `${Math.floor(100 * sure)} %`)));
    return parts;
  }

  function leftovers(shown) {
    const made = [];
    if (shown.unfound.length) {
      const items = shown.unfound.slice(0, LISTED).map(([reason, text]) =>
        node("li", {}, node("span", { class: "badge removed" }, shown.reasons[reason].join(": ")), " ", node("s", {}, text)),
      );
      made.push(folded(label("not_found", number(shown.unfound.length)), items, shown.unfound.length));
    }
    if (shown.unseen.length) {
      const items = shown.unseen.slice(0, LISTED).map(([change, times]) =>
        node("li", {}, node("span", { class: "badge" }, shown.changes[change][0]), " ", ...repaired(shown.changes[change]),
          times > 1 ? ` ×${times}` : ""),
      );
      const all = shown.unseen.reduce((sum, [, times]) => sum + times, 0);
      made.push(folded(label("elsewhere", number(all)), items, shown.unseen.length));
    }
    return made;
  }

  function folded(title, items, of) {
    const more = of > items.length ? [node("p", { class: "note" }, label("more", number(of - items.length)))] : [];
    return node("details", { class: "others" }, node("summary", {}, title), node("ul", {}, ...items), ...more);
  }

  // ---- the record as saved ----

  const APART = new Set(["sources", "quality", "verdict"]); // each has a part of its own

  function saved(record, titles) {
    const headings = new Set(titles);
    const sources = new Map((record.sources || []).map((source) => [source.field, source]));
    const empty = [];
    const list = node("dl", { class: "fields" });
    for (const [name, value] of Object.entries(record)) {
      if (APART.has(name)) continue;
      if (isEmpty(value)) {
        empty.push(name);
        continue;
      }
      const source = sources.get(name);
      const origin = source ? [node("span", { class: "why" }, label("from", source.source))] : [];
      const others = (source ? source.others : []).map((other) => node("p", { class: "other" }, `≠ ${other.source}: ${other.value}`));
      list.append(node("div", {}, node("dt", {}, name, ...origin), node("dd", {}, ...field(name, value, headings), ...others)));
    }
    return node(
      "section",
      { class: "saved", "aria-labelledby": "side-saved" },
      node("h3", { id: "side-saved" }, label("record")),
      list,
      ...(empty.length ? [node("p", { class: "note" }, label("empty", empty.join(", ")))] : []),
    );
  }

  function isEmpty(value) {
    return value === "" || value === null || (Array.isArray(value) && !value.length);
  }

  function field(name, value, headings) {
    if (name === "text") return body(value, headings);
    if (name === "references") return [node("ol", { class: "plain" }, ...value.map((each) => node("li", {}, each.raw)))];
    if (name === "authors") return [node("ul", { class: "plain" }, ...value.map((each) => node("li", {}, author(each))))];
    if (name === "citations") return [value.map((each) => each.mark).join(" ")];
    if (Array.isArray(value)) {
      return [node("ul", { class: "plain" }, ...value.map((each) => node("li", {}, typeof each === "object" ? JSON.stringify(each) : each)))];
    }
    return [typeof value === "object" ? JSON.stringify(value) : String(value)];
  }

  function author(each) {
    const more = [each.role === "author" ? "" : each.role, each.corresponding ? "✉" : "", ...(each.affiliations || [])];
    return [each.name, ...more.filter(Boolean)].join(" · ");
  }

  // The text by its paragraphs, headings as such.
  function body(text, headings) {
    return text.split("\n\n").map((part) => node("p", headings.has(part) ? { class: "heading" } : {}, part));
  }

  // ---- what copies disagree on ----

  function odds(found) {
    if (!found) return [];
    const copies = node("ol", { class: "plain", start: 0 }, ...found.copies.map(([site, url]) => node("li", {}, `${site} · ${url}`)));
    if (!found.places.length) return [node("details", { class: "odds" }, node("summary", {}, label("agree", found.copies.length)), copies)];
    const row = (place) =>
      node(
        "tr",
        {},
        node("th", { scope: "row" }, place.field),
        node("td", {}, ...place.readings.map((reading) =>
          node("p", {}, reading.value || label("nothing"), node("span", { class: "why" }, ` ← ${reading.copies.join(", ")}`),
            ...(reading.value === place.chosen ? [" ", node("span", { class: "badge kept" }, label("chosen"))] : [])))),
        node("td", {}, place.why),
      );
    const head = node("tr", {}, ...["field", "readings", "why"].map((name) => node("th", { scope: "col" }, label(name))));
    return [
      node(
        "details",
        { class: "odds" },
        node("summary", {}, label("disagree", number(found.places.length + found.more))),
        node("div", { class: "scroll", tabindex: 0 }, node("table", {}, node("thead", {}, head), node("tbody", {}, ...found.places.map(row)))),
        ...(found.more ? [node("p", { class: "note" }, label("more", number(found.more)))] : []),
        node("h4", {}, label("copies")),
        copies,
      ),
    ];
  }

  // ---- keys ----

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const inList = $("list").contains(event.target);
    const act = {
      j: () => step(1), ArrowRight: () => step(1), k: () => step(-1), ArrowLeft: () => step(-1),
      "/": () => $("search").focus(), "?": () => $("help").showModal(),
      ...(inList ? { ArrowDown: () => step(1), ArrowUp: () => step(-1) } : {}),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (inList && event.key.startsWith("Arrow")) refocus();
  }

  // The list was drawn anew: the keyboard stays in it.
  function refocus() {
    setTimeout(() => {
      const here = $("list").querySelector("[aria-current]");
      if (here) here.focus();
    });
  }
})();
