// Answers while a number is typed. Without script the form's button does the same.
"use strict";
const form = document.getElementById("ask");
if (form) {
  const answer = document.getElementById("answer");
  let timer = 0;
  let latest = 0;
  const ask = async () => {
    const turn = ++latest;
    const query = new URLSearchParams(new FormData(form)).toString();
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.dataset.answer + "?" + query);
      const text = await response.text();
      if (turn === latest) {
        answer.innerHTML = text;
        history.replaceState(null, "", form.action + "?" + query);
      }
    } catch {
      if (turn === latest) answer.textContent = "The desk does not answer. Is it still running?";
    } finally {
      if (turn === latest) answer.setAttribute("aria-busy", "false");
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 60);
  };
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
}
