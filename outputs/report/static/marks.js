// Marks: what a person says of the record that is shown, right or wrong, field by field. They stay in the browser's
// storage under the corpus's own id, or in memory where it refuses; they leave as a file and come back from one. What
// the storage and a file hold is from outside: it is checked, and shown as text alone.
"use strict";

(() => {
  const VERSION = 1;
  const SHOWN = 60; // characters of what a field should be, in the list of marks: a line or two, by hand
  const panel = document.getElementById("marks");
  if (!panel) return;
  const part = (name) => document.getElementById(name);
  const corpus = panel.dataset.corpus;
  const KEY = `jingkan.marks.${corpus}`;
  const FIELDS = new Set([...part("mark-field").options].map((option) => option.value));
  const ARCHIVE = /^[^/\\.][^/\\]*\/archive\/[^/\\]+\.warc(\.gz)?$/;
  const PAGE = /^https?:\/\/[^\s/]/;

  let shown = null; // the record in view: {id, url, archive, offset, fields}
  let inMemory = []; // the marks, where the storage refuses
  let refused = false;

  // ---- marks ----

  // The value of a field as text: a list one entry a line, an object by what it is called. As outputs/marks/fields.py.
  function asText(value) {
    if (Array.isArray(value)) return value.map(asText).join("\n");
    if (value && typeof value === "object") return asText(value.name ?? value.raw ?? value.kind);
    return value === null || value === undefined ? "" : String(value);
  }

  const lines = (text) => text.split(/\r\n|[\n\r]/).map((line) => line.trim()).filter(Boolean).join("\n");
  const alike = (one, other) => lines(one) === lines(other);
  const nameOf = (mark) => JSON.stringify([mark.url, mark.field]);

  // A mark as it may be kept, or null for what is none.
  function sound(given) {
    if (!given || typeof given !== "object" || Array.isArray(given)) return null;
    const { url, field, verdict } = given;
    const { id = "", archive = "", offset = null, saved = "", expected = null, note = "" } = given;
    const texts = [url, field, verdict, id, archive, saved, note];
    if (!texts.every((each) => typeof each === "string") || !PAGE.test(url) || !FIELDS.has(field)) return null;
    if (verdict !== "right" && (verdict !== "wrong" || field === "")) return null;
    if (archive !== "" && !ARCHIVE.test(archive)) return null;
    if (offset !== null && !(Number.isSafeInteger(offset) && offset >= 0)) return null;
    if (expected !== null && typeof expected !== "string") return null;
    const other = expected !== null && !alike(expected, saved) ? expected : null;
    return { url, id, archive, offset, field, verdict, saved, expected: other, note };
  }

  function put(marks, mark) {
    const others = marks.filter((each) => nameOf(each) !== nameOf(mark));
    return [...others, mark];
  }

  // ---- the storage ----

  function load() {
    if (refused) return inMemory;
    let kept;
    try {
      kept = localStorage.getItem(KEY);
    } catch {
      return refuse(inMemory);
    }
    if (kept === null) return [];
    try {
      const marks = JSON.parse(kept).map(sound);
      if (marks.every(Boolean)) return marks;
    } catch {
      // it is no list of marks either
    }
    try {
      localStorage.setItem(`${KEY}.damaged`, kept);
      localStorage.removeItem(KEY);
    } catch {
      return refuse([]);
    }
    say(word("damaged"));
    return [];
  }

  function keep(marks) {
    inMemory = marks;
    if (refused) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(marks));
    } catch {
      refuse(marks); // none for pages from a disk, or it is full
    }
  }

  function refuse(marks) {
    refused = true;
    inMemory = marks;
    say(word("refused"));
    return marks;
  }

  // Reads first: another window of the same corpus may have kept marks meanwhile.
  function change(how) {
    keep(how(load()));
    draw();
  }

  // ---- words ----

  // A text of ours in both languages, its {} filled.
  function word(name, ...values) {
    const both = document.createElement("span");
    for (const said of panel.querySelector(`[data-word="${name}"]`).children) {
      const one = said.cloneNode(true);
      const parts = one.textContent.split("{}");
      one.textContent = parts.map((text, n) => text + (n < parts.length - 1 ? values[n] : "")).join("");
      both.append(one);
    }
    return both;
  }

  function say(...what) {
    const told = refused && what.length === 0 ? [word("refused")] : what;
    part("marks-said").replaceChildren(...told.flatMap((each) => [each, " "]));
  }

  function draw() {
    const marks = load();
    const pages = new Set(marks.map((mark) => mark.url)).size;
    part("marks-count").replaceChildren(marks.length ? word("count", marks.length, pages) : word("none"));
    part("marks-text").value = marks.length ? exported(marks) : "";
    part("marks-export").disabled = !marks.length;
    const here = shown ? marks.filter((mark) => mark.url === shown.url) : [];
    part("mark-list").replaceChildren(...(here.length ? here.map(row) : [item(word("none"))]));
    const chosen = here.find((mark) => mark.field === part("mark-field").value);
    part("mark-off").disabled = !chosen;
    for (const verdict of ["right", "wrong"]) {
      part(`mark-${verdict}`).setAttribute("aria-pressed", String(chosen?.verdict === verdict));
    }
  }

  function item(...content) {
    const made = document.createElement("li");
    made.append(...content);
    return made;
  }

  function row(mark) {
    const field = document.createElement("button");
    field.type = "button";
    field.append(mark.field || word("whole"));
    field.addEventListener("click", () => {
      part("mark-field").value = mark.field;
      fill();
      part("mark-field").focus();
    });
    const should = mark.expected === null ? "" : ` → ${mark.expected.slice(0, SHOWN) || "∅"}`;
    const made = item(field, " ", word(mark.verdict), should, mark.note ? ` · ${mark.note}` : "");
    made.className = mark.verdict;
    return made;
  }

  // ---- the form ----

  // The form as it stands for the chosen field: as marked, else as saved.
  function fill() {
    const field = part("mark-field").value;
    const mark = load().find((each) => shown && each.url === shown.url && each.field === field);
    const saved = field && shown ? asText(shown.fields[field]) : "";
    part("mark-expected").value = mark?.expected ?? saved;
    part("mark-expected").disabled = !field;
    part("mark-wrong").disabled = !field; // what is wrong is wrong in a field
    part("mark-note").value = mark?.note ?? "";
    draw();
  }

  function mark(verdict) {
    if (!shown) return;
    const field = part("mark-field").value;
    const saved = field ? asText(shown.fields[field]) : "";
    const said = part("mark-expected").value;
    const expected = verdict === "wrong" ? said : null;
    const { url, id, archive, offset } = shown;
    const made = sound({ url, id, archive, offset, field, verdict, saved, expected, note: part("mark-note").value });
    if (!made) return;
    say();
    change((marks) => put(marks, made));
  }

  function takeOff() {
    const name = nameOf({ url: shown.url, field: part("mark-field").value });
    say();
    change((marks) => marks.filter((each) => nameOf(each) !== name));
    fill();
  }

  // ---- the file ----

  function exported(marks) {
    return `${JSON.stringify({ jingkan_marks: VERSION, corpus, marks }, null, 1)}\n`;
  }

  function download() {
    const address = URL.createObjectURL(new Blob([exported(load())], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "jingkan-marks.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser has taken it by then
  }

  function importText(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      file = null;
    }
    if (!file || file.jingkan_marks !== VERSION || !Array.isArray(file.marks)) return say(word("unreadable"));
    const marks = file.marks.map(sound);
    const bad = marks.indexOf(null);
    if (bad >= 0) return say(word("bad", bad + 1));
    const known = new Set(load().map(nameOf));
    const given = marks.reduce(put, []);
    const replaced = given.filter((each) => known.has(nameOf(each))).length;
    say(word("imported", given.length, replaced), ...(file.corpus === corpus ? [] : [word("foreign")]));
    change((there) => given.reduce(put, there));
    fill();
  }

  // ---- what happens ----

  document.addEventListener("jingkan:shown", ({ detail }) => {
    shown = {
      id: String(detail.id ?? ""),
      url: String(detail.url ?? ""),
      archive: ARCHIVE.test(detail.archive) ? detail.archive : "",
      offset: Number.isSafeInteger(detail.offset) && detail.offset >= 0 ? detail.offset : null,
      fields: detail.fields ?? {},
    };
    panel.hidden = !PAGE.test(shown.url);
    say();
    fill();
  });

  function translate() {
    const language = document.documentElement.lang === "en" ? "en" : "zh";
    for (const option of panel.querySelectorAll("option[data-zh]")) option.textContent = option.dataset[language];
  }
  document.addEventListener("jingkan:language", translate);
  translate();

  part("mark-field").addEventListener("change", fill);
  part("mark-right").addEventListener("click", () => mark("right"));
  part("mark-wrong").addEventListener("click", () => mark("wrong"));
  part("mark-off").addEventListener("click", takeOff);
  part("marks-export").addEventListener("click", download);
  part("marks-text").addEventListener("focus", (event) => event.target.select());
  part("marks-import").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = ""; // so that the same file can be chosen again
    if (file) importText(await file.text());
  });
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) draw();
  });
})();
