
(function () {
  "use strict";
  var heard = new Date();
  var banner = null;

  function say(text) {
    if (banner && !text) { banner.remove(); banner = null; }
    if (!text) { return; }
    if (!banner) {
      banner = document.createElement("p");
      banner.id = "banner";
      banner.setAttribute("role", "status");
      document.body.prepend(banner);
    }
    banner.textContent = text + ": what stands below is from " + heard.toLocaleTimeString() + ".";
  }

  function show(fresh) {
    if (document.getSelection().toString()) {
      say("Stands still while text is selected");
      return;
    }
    var focused = document.activeElement.getAttribute("href");
    document.querySelector("main").replaceWith(fresh);
    fresh.querySelectorAll("a").forEach(function (a) {
      if (a.getAttribute("href") === focused) { a.focus({ preventScroll: true }); }
    });
    heard = new Date();
    say("");
  }

  async function refresh() {
    var giveUp = new AbortController();
    var timer = setTimeout(function () { giveUp.abort(); }, 3000);
    try {
      var answer = await fetch("/", { signal: giveUp.signal, cache: "no-store" });
      if (!answer.ok) { throw new Error("status " + answer.status); }
      show(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main"));
    } catch (e) {
      say("No answer from this server");
    } finally {
      clearTimeout(timer);
      setTimeout(refresh, 1000);
    }
  }

  setTimeout(refresh, 1000);
})();
