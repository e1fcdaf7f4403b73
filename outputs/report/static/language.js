// Shows one of the two languages that a page carries: the one chosen last, else the browser's. Runs before the page is
// drawn; without it the page is English.
"use strict";
const jingkan = (globalThis.jingkan = globalThis.jingkan || {});

(() => {
  const KEY = "jingkan.language";
  const root = document.documentElement;

  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser may keep nothing for files
    }
  }

  function keep(language) {
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // it is chosen anew with the next page
    }
  }

  jingkan.language = () => (root.lang === "en" ? "en" : "zh");

  // Whoever writes text by script listens for "jingkan:language" on the document, and writes it anew.
  jingkan.show = (language) => {
    root.lang = language === "zh" ? "zh-Hans" : "en";
    const button = document.getElementById("language");
    if (button) {
      button.hidden = false;
      button.textContent = language === "zh" ? "English" : "中文";
      button.lang = language === "zh" ? "en" : "zh-Hans";
    }
    document.dispatchEvent(new CustomEvent("jingkan:language", { detail: language }));
  };

  const browser = (navigator.language || "").toLowerCase().startsWith("zh") ? "zh" : "en";
  const chosen = kept();
  jingkan.show(chosen === "zh" || chosen === "en" ? chosen : browser);

  document.addEventListener("DOMContentLoaded", () => {
    jingkan.show(jingkan.language());
    document.getElementById("language").addEventListener("click", () => {
      const other = jingkan.language() === "zh" ? "en" : "zh";
      keep(other);
      jingkan.show(other);
    });
  });
})();
